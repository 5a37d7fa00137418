import { readFileSync, writeFileSync } from 'node:fs';

export interface PeakResident {
  readonly peakResidentBytes: number;
  /** Resident when the measurement began. */
  readonly startResidentBytes: number;
  /** `since start`: the greatest since then. `lifetime`: of the whole process, where the system cannot say better. */
  readonly span: 'since start' | 'lifetime';
}

/**
 * Begins to measure the greatest resident memory of this process; the function returned reads it.
 *
 * Linux keeps the greatest value (VmHWM) and lets a process reset it, so nothing is missed between two looks; elsewhere
 * only the greatest of the process's whole life is known.
 */
export function measurePeakResident(): () => PeakResident {
  const startResidentBytes = process.memoryUsage.rss();
  const since = resetPeak();
  return () => ({
    peakResidentBytes: since ? linuxPeakBytes() : process.resourceUsage().maxRSS * 1024,
    startResidentBytes,
    span: since ? 'since start' : 'lifetime',
  });
}

// 5 resets the peak; see proc(5), /proc/pid/clear_refs. Containers may forbid it.
function resetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return linuxPeakBytes() > 0;
  } catch {
    return false;
  }
}

function linuxPeakBytes(): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kibibytes ?? 0) * 1024;
}
