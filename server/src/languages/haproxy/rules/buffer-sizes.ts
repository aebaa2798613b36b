import { type FileView, winner } from '../../../engine/file-view.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Setting } from '../../../engine/statement.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/** The warnings of 3.4 and later about small buffers that are large and large ones that are small (`check_config_validity`). */
export const bufferSizes: Rule = {
  id: 'haproxy/buffer-sizes',
  title: 'Buffers of another size than their name says',
  severity: 'warning',
  file(view) {
    if (compareVersions(targetVersion(view.host), '3.4') < 0 || view.loaded.some(isTemplate)) return [];
    const common = winner(view.settings(), 'global tune.bufsize')?.setting;
    const size = common ? sizeOf(common) : usual;
    if (size === undefined) return [];
    return [
      ...reportOn(view, 'tune.bufsize.small', (small) => small > size, `more than the ${size} bytes of other buffers`),
      ...reportOn(view, 'tune.bufsize.large', (large) => large < size, `less than the ${size} bytes of other buffers`),
    ];
  },
};

/** What `tune.bufsize` is when nobody says (`BUFSIZE`). */
const usual = 16_384;

function reportOn(
  view: FileView,
  name: string,
  isWrong: (size: number) => boolean,
  why: string,
): readonly FileReport[] {
  const line = winner(view.settings(), `global ${name}`);
  const size = line && sizeOf(line.setting);
  if (!line || !size || line.analysis !== view.analysis || !isWrong(size)) return [];
  const { start, end } = line.setting;
  return [{ line: line.line, start, end, message: `'${name}' is ${why}: HAProxy does without these buffers.` }];
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A size in bytes; undefined where the text does not tell. */
function sizeOf({ fields, uncertain }: Setting): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+)([kmg]?)$/i.exec(fields[0] ?? '') ?? [];
  return uncertain || digits === '' ? undefined : Number(digits) * (units[unit.toLowerCase()] ?? 1);
}
