/** Colours of Okabe and Ito, which colour-blind readers can tell apart. */
export const colours = {
  advance: '#0072B2',
  record: '#D55E00',
  sweep: '#009E73',
  snapshot: '#E69F00',
  bytes: '#B8B8B8',
  text: '#222222',
  faint: '#DDDDDD',
  paper: '#FFFFFF',
} as const;

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes as people read them, to four digits. */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(4))} ${units[power]}`;
}
