/** Mode lines: how a first line says what a file is when its path does not. */

/**
 * Matches `# headroom: language=<id>` and the mode lines of Vim, `# vim: set ft=<name>:`.
 * @param id of the language
 * @param fileTypes what Vim calls it
 */
export function modeLine(id: string, fileTypes: readonly string[]): RegExp {
  const types = fileTypes.join('|');
  return new RegExp(`^\\s*[#;]\\s*(headroom:\\s*language=${id}\\b|.*\\bvim?:.*\\b(ft|filetype)=(${types})\\b)`);
}
