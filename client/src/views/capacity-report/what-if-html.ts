/** The form in which a reader tries other numbers. */
import { type Html, html } from '../../../../server/src/capacity/html.ts';
import type { Knob } from '../../../../server/src/capacity/knobs.ts';

/** A slider and a number beside it for each; both are filled in by the script, which also keeps them alike. */
export function whatIfHtml(knobs: readonly Knob[]): string {
  return html`<div class="actions"><h2 id="what-if">What if</h2><button type="button" id="write" title="Writes the numbers into the files that set them" disabled>Write this change</button><button type="button" id="reset" disabled>Reset</button></div>
<div class="knobs" role="group" aria-labelledby="what-if">${knobs.map(knob)}</div>`.text;
}

function knob({ name, title, unit }: Knob): Html {
  return html`<div class="knob"><span><label for="number-${name}">${title}</label><span class="now" id="now-${name}"></span></span><input type="range" id="slider-${name}" data-knob="${name}" aria-label="${title}" aria-describedby="now-${name}" list="now-mark-${name}"><datalist id="now-mark-${name}"></datalist><input type="number" id="number-${name}" data-knob="${name}" min="0" step="any" aria-describedby="unit-${name} now-${name}"><span class="unit" id="unit-${name}">${unit}</span></div>
`;
}
