/** The program `headroom`. */
import { setFlagsFromString } from 'node:v8';
import { run } from './cli/run.ts';

// Most runs end before optimised code has paid for itself: without inlining V8 makes it in half the time.
setFlagsFromString('--no-turbo-inlining');

// Whoever reads the output may stop early, as `head` does; that is no failure. A full disk is one.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    if (output === process.stdout) process.stderr.write(`headroom: the output could not be written: ${message}\n`);
    process.exit(2);
  });
}

const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  cwd: process.cwd(),
  env: process.env,
};

run(process.argv.slice(2), io).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
