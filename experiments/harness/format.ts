const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `12.3 MiB`; whole bytes below 1 KiB. */
export function bytes(count: number): string {
  if (!Number.isFinite(count)) return String(count);
  let amount = Math.abs(count);
  let unit = 0;
  // 1023.96 KiB would be printed as 1024.0 KiB.
  while (unit < byteUnits.length - 1 && amount >= (unit === 0 ? 1024 : 1023.95)) {
    amount /= 1024;
    unit += 1;
  }
  return `${count < 0 ? '-' : ''}${amount.toFixed(unit === 0 ? 0 : 1)} ${byteUnits[unit]}`;
}

/** `12,345`. */
export function count(value: number | bigint): string {
  return value.toLocaleString('en-US');
}

/** `1.50`. */
export function ratio(value: number): string {
  return value.toFixed(2);
}

/** `340 ms`, `2.3 s`, `4 min 05 s`, `2 h 03 min`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
