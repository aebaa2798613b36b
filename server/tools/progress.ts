const quietFor = 2_000;

/**
 * Runs a piece of work and, once it has taken two seconds, says what is being waited for: a line that counts the seconds on
 * a terminal, one line every fifteen seconds in a log. The label may be asked for anew each time.
 */
export async function withProgress<T>(label: string | (() => string), work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const onTerminal = process.stderr.isTTY === true;
  let shown = false;
  const show = () => {
    shown = true;
    const text = `  … ${typeof label === 'string' ? label : label()}, ${seconds(Date.now() - started)}`;
    process.stderr.write(onTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  };
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    repeat = setInterval(show, onTerminal ? 1_000 : 15_000);
  }, quietFor);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
    if (shown && onTerminal) process.stderr.write('\r\x1b[K');
  }
}

/** A duration for people, from milliseconds: `12.3 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
