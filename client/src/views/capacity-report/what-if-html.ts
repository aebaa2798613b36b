/** The form in which a reader tries other numbers. */
import { type Html, html } from '../../../../server/src/capacity/html.ts';
import type { Knob } from '../../../../server/src/capacity/knobs.ts';

/** A slider and a number beside it for each; both are filled in by the script, which also keeps them alike. */
export function whatIfHtml(knobs: readonly Knob[]): string {
  return html`<h2 id="what-if">What if</h2>
<p>Try other numbers: the report follows, and no file is touched.</p>
<div class="knobs" role="group" aria-labelledby="what-if">${knobs.map(knob)}</div>
<p class="actions"><button type="button" id="write" disabled>Write this change</button> <button type="button" id="reset" disabled>Reset</button></p>`
    .text;
}

function knob({ name, title, unit }: Knob): Html {
  return html`<div class="knob"><label for="number-${name}">${title} <span class="unit">(${unit})</span></label><input type="range" id="slider-${name}" data-knob="${name}" aria-label="${title}" aria-describedby="now-${name}" list="now-mark-${name}"><datalist id="now-mark-${name}"></datalist><input type="number" id="number-${name}" data-knob="${name}" min="0" step="any" aria-describedby="now-${name}"><span class="now" id="now-${name}"></span></div>
`;
}
