// Okabe & Ito's colours, told apart by colour-blind readers, without the yellow, which is lost on white paper; a grey
// takes its place. Seven shapes and eight colours meet in 56 different pairs before one comes again.
const colours = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#000000',
  '#E69F00',
  '#56B4E9',
  '#7F7F7F',
] as const;
const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
] as const;

export interface Look {
  readonly colour: string;
  readonly shape: string;
}

/** The look of the series at `place` of a fixed order, so that a strategy looks the same in all figures. */
export function look(place: number): Look {
  return { colour: colours[place % colours.length]!, shape: shapes[place % shapes.length]! };
}
