// The schedule of ten steps with three states, action by action.
import { revolve, tally } from 'sublinear';
import { experiment } from '../experiment.js';
import { scheduleFigure } from '../harness/scheduleFigure.js';
import { paper } from './paper.js';

export type Point = {
  readonly extent: number;
  readonly slots: number;
};

export type Values = {
  readonly advancedSteps: number;
  readonly snapshotWrites: number;
  readonly restores: number;
};

/** What the released implementation does, driven through all its actions. */
const driven: readonly (Point & Values)[] = [
  { extent: 10, slots: 3, advancedSteps: 15, snapshotWrites: 6, restores: 9 },
  { extent: 14, slots: 3, advancedSteps: 27, snapshotWrites: 6, restores: 13 },
  { extent: 10, slots: 2, advancedSteps: 20, snapshotWrites: 4, restores: 9 },
  { extent: 10, slots: 4, advancedSteps: 14, snapshotWrites: 5, restores: 9 },
];

/** The pebble diagram of (10, 3), with three more schedules counted. */
export const pebbles = experiment<Point, Values>({
  id: 'griewank-walther-pebbles',
  paper,
  title: 'The schedule of ten steps with three states',
  question: 'Which state is kept when, and which step runs when?',
  points: () => driven.map(({ extent, slots }) => ({ extent, slots })),
  label: ({ extent, slots }) => `${extent} steps, ${slots} slots`,
  measure: ({ extent, slots }) => {
    const { advancedSteps, snapshotWrites, restores } = tally(
      revolve({ slots }).schedule({ extent }),
      extent,
    );
    return { advancedSteps, snapshotWrites, restores };
  },
  show: (rows) => ({
    plots: rows.flatMap(({ point: { extent, slots } }) =>
      extent === 10 && slots === 3
        ? [
            {
              name: 'pebbles',
              caption: 'Steps across, actions downwards; a black dot is a state that is kept.',
              spec: scheduleFigure('revolve: 10 steps, 3 slots', {
                schedule: revolve({ slots }).schedule({ extent }),
                extent,
              }),
            },
          ]
        : [],
    ),
    comparisons: [
      {
        title: 'steps advanced, states kept, restores',
        note: 'Theirs: the released implementation (Algorithm 799), driven.',
        rows: rows.map(({ point, values }) => {
          const theirs = driven.find(({ extent, slots }) => extent === point.extent && slots === point.slots);
          return {
            what: `n = ${point.extent}, s = ${point.slots}`,
            ours: inWords(values),
            theirs: theirs === undefined ? '' : inWords(theirs),
          };
        }),
      },
    ],
    claims: [],
  }),
});

function inWords({ advancedSteps, snapshotWrites, restores }: Values): string {
  return `${advancedSteps}, ${snapshotWrites}, ${restores}`;
}
