import { readdirSync, readFileSync } from 'node:fs';
import { joinParams } from '../../../engine/slots.ts';
import { readLine } from '../syntax.ts';
import { haproxyKinds } from '../values/kinds.ts';
import * as T from './tables.ts';

const dir = process.argv[2]!;
const un = new Map<string, number>(),
  wrong = new Map<string, string>(),
  prob = new Map<string, [number, string]>();
for (const f of readdirSync(dir).filter((f) => f.endsWith('.cfg'))) {
  let kind = '';
  for (const line of readFileSync(dir + '/' + f, 'latin1').split(/\r?\n/)) {
    const syn = readLine(line);
    if (!syn.words.length || syn.problems) continue;
    const w = syn.words;
    if (T.sectionTable.get(w[0]!.text)) {
      kind = w[0]!.text;
      continue;
    }
    if (!kind || w[0]!.text.startsWith('.')) continue;
    const from = (w[0]!.text === 'no' || w[0]!.text === 'default') && w.length > 1 ? 1 : 0;
    let fact: any,
      c = 3;
    for (c = Math.min(3, w.length - from); c > 0; c--) {
      const n = w
        .slice(from, from + c)
        .map((x) => x.text)
        .join(' ');
      fact = T.directiveTable(kind).get(n);
      if (fact) break;
    }
    if (!fact) {
      const k =
        kind +
        ': ' +
        w
          .slice(0, 2)
          .map((x) => x.text)
          .join(' ');
      const any =
        T.directives.find(
          w
            .slice(from, from + 2)
            .map((x) => x.text)
            .join(' '),
        ).length || T.directives.find(w[from]!.text).length;
      any ? wrong.set(k, f) : un.set(k, (un.get(k) ?? 0) + 1);
      continue;
    }
    if (from || fact.until) continue;
    const into: any = { slots: [], problems: [] };
    const at = joinParams({ kinds: haproxyKinds, table: T.table } as any, fact, w, from + c, line.length, into);
    if (at < w.length) into.problems.push({ code: 'extra', detail: w[at]!.text });
    for (const p of into.problems) {
      if (/time-without-unit/.test(p.code)) continue;
      const k = p.code + ' | ' + fact.id;
      const o = prob.get(k);
      prob.set(k, [(o?.[0] ?? 0) + 1, o?.[1] ?? line.trim().slice(0, 150) + '   @' + f.slice(0, 30)]);
    }
  }
}
console.log(
  'UNKNOWN',
  [...un]
    .filter(([k]) => !/%\(|[^\x20-\x7e]/.test(k))
    .map(([k, v]) => k + ' x' + v)
    .join('\n  '),
);
console.log('WRONG', [...wrong].join('\n  '));
for (const [k, [n, l]] of [...prob].sort((a, b) => b[1][0] - a[1][0])) console.log(n, k, '\n      ', l);
