/**
 * Texts that hold what several programs printed, one after another: pasted from a terminal, joined with `tail`, or sent by
 * support. A section is what stands below one command or file name, as far as something names it.
 */

export interface Section {
  /** The command that printed this, or the file that it was in; empty where nothing says. */
  readonly label: string;
  readonly lines: readonly SectionLine[];
}

export interface SectionLine {
  readonly text: string;
  /** From 0, in the whole text. */
  readonly number: number;
}

/**
 * Takes a text apart. Colours and line ends of any kind mean nothing.
 * @param label of what stands before any command: the name of the file
 */
export function sectionsOf(text: string, label = ''): readonly Section[] {
  const sections: { label: string; lines: SectionLine[] }[] = [{ label, lines: [] }];
  for (const [number, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const plain = line.replace(escapes, '').trimEnd();
    const named = labelIn(plain);
    if (named !== undefined) sections.push({ label: named, lines: [] });
    else (sections[sections.length - 1] as { lines: SectionLine[] }).lines.push({ text: plain, number });
  }
  return sections.filter(({ lines }) => lines.some(({ text }) => text.trim() !== ''));
}

/**
 * What the name of a file says of its text, in the words of a command: `sysctl -a` for `sos_commands/kernel/sysctl_-a`. Empty for
 * a file that may hold anything.
 */
export function labelOfFile(path: string): string {
  const name = (path.split('/').at(-1) as string).replace(/\.(?:txt|log|out)$/, '').replaceAll('_', ' ');
  return telling.test(name) ? name : '';
}

/** What terminals are told: colours, and the title of the window. */
const escapes = /\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)/g;

/** Programs and files whose output tells something; behind a bare `#` only these make a label, for it may be a comment. */
const telling =
  /^(?:sudo\s+)?(?:\S*\/)?(?:nproc|uname|getconf|lscpu|sysctl|haproxy|systemctl|hostnamectl|cat|head|free|meminfo|os-release|cmdline)\b/;

const headers: readonly RegExp[] = [
  // tail -n +1, and what people type in its place.
  /^==> (.+) <==$/,
  /^(?:-{2,}|={2,}|\*{2,}|#{2,}|\+{2,})\s*([^-=*#+\s].*?)\s*(?:-{2,}|={2,}|\*{2,}|#{2,}|\+{2,}):?$/,
  // [root@lb1 ~]# nproc · root@lb1:~# nproc · lb1:~$ nproc · user@lb1 ~ % nproc
  /^\[[^\]@\s]+@[^\]]+\]\s*[#$%]\s*(.*)$/,
  /^[\w.-]+@[\w.-]+[^#$%]*[#$%]\s*(.*)$/,
  /^[\w.-]+:[~/][^#$%]*[#$%]\s*(.*)$/,
  /^[$%]\s+(.+)$/,
  // set -x
  /^\++ (\S.*)$/,
];

function labelIn(line: string): string | undefined {
  for (const header of headers) {
    const named = header.exec(line)?.[1];
    if (named !== undefined) return named.trim();
  }
  const [, said] = /^#+\s+(\S.*)$/.exec(line) ?? [];
  return said !== undefined && telling.test(said) ? said.trim() : undefined;
}
