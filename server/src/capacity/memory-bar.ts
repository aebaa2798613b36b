/** What the worst case takes of the memory, part by part, as a bar against RAM with its thirds marked and as a table. */
import { formatBytes } from '../engine/values/quantity.ts';
import { type Html, html, nothing } from './html.ts';
import type { CapacityReportDocument } from './report.ts';
import { percentage } from './report-words.ts';

/** How many looks a part may have; parts are numbered, so that none is known by its colour alone. */
const looks = 8;

export function memoryBar({ budgets, host }: CapacityReportDocument, prefix: string): Html {
  const budget = budgets.find(({ id }) => id === 'memory');
  const ram = typeof host.memory?.value === 'number' ? host.memory.value : budget?.have.value;
  const need = budget?.need.value;
  if (!budget || !ram || need === null || need === undefined) return nothing;
  const parts = (budget.parts.length > 0 ? budget.parts : [{ name: budget.title, ...budget.need }]).flatMap((part) =>
    part.value === null || part.value <= 0 ? [] : { name: part.name, text: part.text, value: part.value },
  );
  const whole = Math.max(ram, need);
  const at = (bytes: number) => percent(bytes / whole);
  let before = 0;
  const placed = parts.map((part, index) => {
    const from = before;
    before += part.value;
    return { ...part, number: index + 1, look: index % looks, from };
  });
  const marks = [
    { bytes: ram / 3, name: '⅓' },
    { bytes: (ram * 2) / 3, name: '⅔' },
    { bytes: ram, name: 'RAM' },
  ];
  const title = `${formatBytes(need)} of ${formatBytes(ram)} of RAM`;
  return html`<section aria-labelledby="${prefix}memory-bar"><h2 id="${prefix}memory-bar">Memory against RAM</h2>
<figure><svg class="memory" role="img" aria-label="${title}; the table below has the parts" width="100%" height="62"><rect class="track" y="16" width="${at(ram)}" height="24"></rect>${placed.map(
    ({ value, from, number, look }) =>
      html`<rect class="part part-${look}" x="${at(from)}" y="16" width="${at(value)}" height="24"></rect>${
        value / whole > 0.02
          ? html`<text x="${at(from + value / 2)}" y="56" text-anchor="middle">${number}</text>`
          : nothing
      }`,
  )}${marks.map(
    ({ bytes, name }) =>
      html`<rect class="mark" x="${percent(Math.min(bytes / whole, 0.998))}" y="12" width="2" height="32"></rect><text x="${at(bytes)}" y="10" text-anchor="${bytes === whole ? 'end' : 'middle'}">${name}</text>`,
  )}</svg>
<figcaption>${title} (${percentage(need / ram)}). Marked are the thirds of RAM: ${formatBytes(ram / 3)} and ${formatBytes((ram * 2) / 3)}.</figcaption></figure>
<table><thead><tr><th scope="col">Part</th><th scope="col">What</th><th scope="col" class="number">Size</th><th scope="col" class="number">Of RAM</th></tr></thead><tbody>
${placed.map(
  ({
    name,
    text,
    value,
    number,
    look,
  }) => html`<tr><td><svg class="key" aria-hidden="true" width="12" height="12"><rect class="part part-${look}" width="12" height="12"></rect></svg> ${number}</td><th scope="row">${name}</th><td class="number">${text}</td><td class="number">${percentage(value / ram)}</td></tr>
`,
)}</tbody></table></section>`;
}

/** A share as a length in SVG. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
