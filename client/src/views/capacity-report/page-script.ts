/** Runs in the page of a capacity report. */
import type { Knob } from '../../../../server/src/capacity/knobs.ts';
import type { CapacityReportDocument } from '../../../../server/src/capacity/report.ts';
import { reportHtml } from '../../../../server/src/capacity/report-html.ts';
import { overallWords, summaryOf } from '../../../../server/src/capacity/report-words.ts';
import type { WhatIfName } from '../../../../server/src/capacity/what-if.ts';
import type { FromPage, PageState, ToPage } from './messages.ts';
import { whatIfHtml } from './what-if-html.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const editor = acquireVsCodeApi();
const body = document.querySelector('main') as HTMLElement;
const form = document.querySelector('.what-if') as HTMLElement;
const said = document.querySelector('.said') as HTMLElement;
const before = editor.getState();
let uri = before?.uri ?? '';
let whatIf: Partial<Record<WhatIfName, number>> = { ...before?.whatIf };
let knobs: readonly Knob[] = [];
let shown = '';
/** What was opened and where the reader was, until the first report is there. */
let restored = before;

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === 'written') {
    whatIf = {};
    fillIn();
    return;
  }
  uri = data.uri;
  if (data.report) show(data.report);
  else body.textContent = 'Nothing can be told of this file: it is gone, or no file of a host.';
  keep();
});
body.addEventListener('click', ({ target }) => {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-uri]') : null;
  const { uri: file, line, column } = place?.dataset ?? {};
  if (file) editor.postMessage({ kind: 'open', uri: file, line: Number(line), column: Number(column) });
});
body.addEventListener('toggle', keep, true);
window.addEventListener('scrollend', keep);
form.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement) turn(target);
});
form.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return;
  if (target.id === 'write') editor.postMessage({ kind: 'write', whatIf });
  else {
    whatIf = {};
    fillIn();
    tryOut();
  }
});
if (Object.keys(whatIf).length > 0) editor.postMessage({ kind: 'try', whatIf });
else editor.postMessage({ kind: 'ready' });

/** Puts the new report in the place of the old one; what was open stays open, and the focus and the view stay where they are. */
function show(report: CapacityReportDocument): void {
  const open = restored ? new Set(restored.open) : openIds();
  const scroll = restored?.scroll ?? window.scrollY;
  const focused = body.contains(document.activeElement) ? handleOf(document.activeElement) : undefined;
  restored = undefined;
  const text = reportHtml(report);
  if (text !== shown) {
    shown = text;
    body.innerHTML = text;
    for (const each of body.querySelectorAll('details')) each.open = open.has(each.id);
    if (focused) elementAt(focused)?.focus({ preventScroll: true });
    window.scrollTo({ top: scroll });
  }
  const words = `${overallWords(report)}. ${summaryOf(report)}`;
  if (said.textContent !== words) said.textContent = words;
  const isNew = knobs.length === 0;
  knobs = report.knobs;
  if (isNew) {
    form.innerHTML = whatIfHtml(knobs);
    form.hidden = false;
  }
  fillIn();
}

/** How an element is found again in a page that was made anew: below the same id, the same one in order. */
interface Handle {
  readonly section: string;
  readonly at: number;
}

const focusable = 'a, button, summary, [tabindex]';

function handleOf(element: Element | null): Handle | undefined {
  const section = element?.closest('section[aria-labelledby]');
  if (!element || !section) return undefined;
  const label = section.getAttribute('aria-labelledby') ?? '';
  return { section: label, at: [...section.querySelectorAll(focusable)].indexOf(element) };
}

function elementAt({ section, at }: Handle): HTMLElement | undefined {
  const again = body.querySelector(`section[aria-labelledby="${CSS.escape(section)}"]`);
  return again?.querySelectorAll<HTMLElement>(focusable)[at];
}

function openIds(): ReadonlySet<string> {
  return new Set([...body.querySelectorAll<HTMLElement>('details[open]')].map(({ id }) => id));
}

function keep(): void {
  editor.setState({ uri, whatIf, open: [...openIds()], scroll: window.scrollY });
}

/** A slider or a number was moved: the other one follows. An empty number is not tried. */
function turn(input: HTMLInputElement): void {
  const knob = knobs.find(({ name }) => name === input.dataset.knob);
  if (!knob) return;
  if (input.value === '') delete whatIf[knob.name];
  else whatIf[knob.name] = inUnits(Number(input.value) * knob.scale, knob);
  fillIn(input);
  tryOut();
}

/** Only a share is no whole number. */
function inUnits(value: number, { scale }: Knob): number {
  return scale < 1 ? Math.round(value * 10_000) / 10_000 : Math.round(value);
}

function tryOut(): void {
  keep();
  editor.postMessage({ kind: 'try', whatIf });
}

/** Shows the numbers that are tried, else those that hold; the one being typed into is left alone. */
function fillIn(typed?: HTMLInputElement): void {
  for (const knob of knobs) {
    const { name, now, nowText, scale, min, max, step, unit } = knob;
    const slider = form.querySelector(`#slider-${name}`) as HTMLInputElement;
    const number = form.querySelector(`#number-${name}`) as HTMLInputElement;
    const value = whatIf[name] ?? now;
    const shown = value === null ? '' : String(Math.round((value / scale) * 100) / 100);
    for (const [attribute, bound] of Object.entries({ min, max, step })) slider.setAttribute(attribute, String(bound));
    if (slider !== typed) slider.value = shown === '' ? String(min) : shown;
    slider.setAttribute('aria-valuetext', shown === '' ? 'not known' : `${shown} ${unit}`);
    if (number !== typed && number !== document.activeElement) number.value = shown;
    const mark = form.querySelector(`#now-mark-${name}`) as HTMLDataListElement;
    mark.replaceChildren(...(now === null ? [] : [new Option('', String(now / scale))]));
    const words = form.querySelector(`#now-${name}`) as HTMLElement;
    const text = `, now ${nowText}${whatIf[name] === undefined ? '' : ', tried'}`;
    if (words.textContent !== text) words.textContent = text;
  }
  const isTried = Object.keys(whatIf).length > 0;
  for (const id of ['write', 'reset']) (form.querySelector(`#${id}`) as HTMLButtonElement).disabled = !isTried;
}
