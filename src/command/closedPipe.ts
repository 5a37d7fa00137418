// Whoever reads what a command prints may have read enough, as `head` has: then the command ends, and says nothing.
import { constants } from 'node:os';

/** Ends the process when its output is read no more, as the system would: with 128 and the number of SIGPIPE. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(128 + constants.signals.SIGPIPE);
    });
  }
}
