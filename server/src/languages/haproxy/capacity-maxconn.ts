/** The largest `maxconn` of sections and of listeners, kept by block: whoever asks need not look at every section. */
import type { LargestMaxconn } from '../../capacity/proxy-model.ts';
import type { Block, Fold } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';

/** What is written; a number that only the environment knows counts for nothing. */
export function largestMaxconn(view: FileView): LargestMaxconn {
  const all = view.loaded.flatMap((analysis) => [...analysis.fold(written).values()]);
  return {
    sections: all.reduce((most, { sections }) => Math.max(most, sections), 0),
    listeners: all.reduce((most, { listeners }) => Math.max(most, listeners), 0),
  };
}

/** Blocks with such a line, the one with `global` left out. */
const written: Fold<Map<Block, LargestMaxconn>> = {
  key: 'haproxy/maxconn',
  start: () => new Map(),
  add: (found, _analysis, block) => {
    let [sections, listeners] = [0, 0];
    for (const { text } of block.lines) {
      if (!text.includes('maxconn')) continue;
      const [, bind, number] = maxconnLine.exec(text) ?? [];
      if (bind) listeners = Math.max(listeners, Number(number));
      else if (number) sections = Math.max(sections, Number(number));
    }
    if (sections + listeners > 0 && !globalHeader.test(block.lines[0]?.text ?? ''))
      found.set(block, { sections, listeners });
  },
  remove: (found, _analysis, block) => {
    found.delete(block);
  },
};

const maxconnLine = /^\s*(bind\s.*\s)?maxconn\s+"?(\d+)/;
const globalHeader = /^\s*global\b/;
