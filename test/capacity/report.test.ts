import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { budgetOf, worstCase } from '../../server/src/capacity/budget.ts';
import { html } from '../../server/src/capacity/html.ts';
import { assumed, known } from '../../server/src/capacity/quantity.ts';
import { reportHtml } from '../../server/src/capacity/report-html.ts';
import {
  amountsOf,
  overallWords,
  percentage,
  readable,
  sourceWords,
  summaryOf,
  titleOf,
} from '../../server/src/capacity/report-words.ts';
import { silenceCells } from '../../server/src/capacity/silence-words.ts';
import { reportMarkdown } from '../../server/src/cli/capacity/markdown.ts';
import { reportPage } from '../../server/src/cli/capacity/page.ts';
import { reportsText } from '../../server/src/cli/capacity/text.ts';
import { madeUpReport, path, silentReport } from './made-up.ts';

const report = madeUpReport();
const plain = (_style: string, text: string) => text;

describe('a capacity report', () => {
  it('says of each budget what is needed, what there is, and where every number stands', () => {
    assert.deepEqual(
      report.budgets.map(({ id, verdict, ratio }) => [id, verdict, ratio]),
      [
        ['memory', 'exceeds', 1.25],
        ['descriptors', 'tight', 0.89],
        ['ports', 'fits', 1000 / 28_232],
        ['conntrack', 'unknown', null],
      ],
    );
    assert.equal(report.verdict, 'exceeds');
    assert.deepEqual(report.host, { memory: { value: 4 * 1024 ** 3, text: '4 GiB', source: 'headroom.json' } });
    const [memory, descriptors] = report.budgets;
    assert.equal(descriptors?.formula, '2 × 4 000 + 10 = 8 010 descriptors');
    assert.deepEqual(descriptors?.place, { path, line: 7, column: 13 });
    assert.deepEqual(
      descriptors?.inputs.map((input) => [input.name, input.value, sourceWords(input)]),
      [
        ['sockets of a connection', 2, 'HAProxy'],
        ['maxconn', 4000, `${path}:7`],
        ['reserve', 10, 'HAProxy'],
        ['LimitNOFILE', 9000, 'haproxy.service'],
      ],
    );
    assert.deepEqual(
      memory?.inputs.map(({ source }) => source),
      [{ path, line: 7, column: 13 }, 'default', 'host'],
    );
    assert.deepEqual(
      memory?.parts.map(({ name, text }) => [name, text]),
      [
        ['buffers', '3 GiB'],
        ['sockets of the kernel', '2 GiB'],
      ],
    );
    assert.deepEqual(
      descriptors?.steps.need.map(({ depth, text, place }) => [depth, text, place?.line]),
      [
        [0, 'descriptors needed = 8 000 + 10 = 8 010 descriptors', undefined],
        [1, 'sockets = 2 × 4 000 = 8 000 descriptors', undefined],
        [2, 'sockets of a connection = 2 (HAProxy)', undefined],
        [2, 'maxconn = 4 000 connections', 7],
        [1, 'reserve = 10 descriptors (HAProxy)', undefined],
      ],
    );
  });

  it('is summed up in one sentence', () => {
    assert.equal(summaryOf(report), '4 budgets: 1 exceeds what the host has, 1 is tight, 1 cannot be judged, 1 fits.');
    assert.match(summaryOf(madeUpReport(false, [])), /^There is nothing to reckon/);
  });

  it('says of the worst case that it may exceed what the host has', () => {
    const need = assumed('connections', 2000, 'ports', 'the worst case');
    const have = known('ports', 1000, 'ports', { from: 'x' });
    const worst = madeUpReport(false, [worstCase({ id: 'ports', title: 'Ports', need, have, place: undefined })]);
    assert.equal(worst.verdict, 'tight');
    assert.equal(overallWords(worst), 'may exceed');
    assert.equal(summaryOf(worst), '1 budget: 1 may exceed what the host has.');
    const text = reportsText([worst], plain);
    assert.match(text, /^▲ may exceed {2}Ports: 2 000 ports needed of 1 000 ports \(200 %\)$/m);
    assert.match(text, /The need is the worst case, which may never come\./);
  });

  it('exceeds where there is nothing at all', () => {
    const nothing = known('ports', 0, 'ports', { from: 'x' });
    const need = known('connections', 1, 'ports', { from: 'x' });
    const budget = budgetOf({ id: 'ports', title: 'Ports', need, have: nothing, place: undefined });
    assert.deepEqual([budget.verdict, budget.ratio], ['exceeds', undefined]);
  });

  it('says which of two numbers is not known', () => {
    assert.equal(
      amountsOf(report.budgets[3] as never),
      '4 000 connections needed, and it is not known how much there is',
    );
    assert.equal(amountsOf(report.budgets[1] as never), '8 010 descriptors needed of 9 000 descriptors (89 %)');
  });

  it('says that there is no limit where there is none', () => {
    const none = { ...known('most', Number.POSITIVE_INFINITY, 'entries', { from: 'x' }) };
    const amounts = (value: number | undefined) => {
      const need = { ...known('entries', value ?? 0, 'entries', { from: 'x' }), value };
      const given = value === undefined ? { ...need, certainty: 'unknown' as const } : need;
      const budget = budgetOf({ id: 'conntrack', title: 'Entries', need: given, have: none, place: undefined });
      return amountsOf(madeUpReport(false, [budget]).budgets[0] as never);
    };
    assert.equal(amounts(300), '300 entries needed, and there is no limit');
    assert.equal(amounts(undefined), 'there is no limit, and it is not known how much is needed');
  });

  it('names which of several a budget is, also where its title has the same letters', () => {
    assert.equal(titleOf({ title: 'Handshakes under way', of: 'a' }), 'Handshakes under way: a');
    assert.equal(titleOf({ title: 'Memory', of: null }), 'Memory');
  });

  it('gives shares that are neither too long nor nothing', () => {
    assert.deepEqual([null, 0, 0.0004, 0.1234, 0.999, 1.00008, 1.25, 12].map(percentage), [
      '–',
      '0 %',
      'under 0.1 %',
      '12.3 %',
      '99.9 %',
      'just over 100 %',
      '125 %',
      '1 200 %',
    ]);
  });
});

describe('what ends a silent connection first', () => {
  const haproxy = [
    'defaults',
    '  timeout connect 5s',
    '  timeout client 50s',
    '  timeout server 2h',
    ...Array.from(
      { length: 5 },
      (_, at) => `listen <${at}>\n  bind :${at + 1}\n  option clitcpka\n  server s 192.0.2.1:80`,
    ),
  ].join('\n');
  const silent = silentReport(haproxy, 'net.netfilter.nf_conntrack_tcp_timeout_established = 3600');

  it('is in the document for every kind of connection, with the line that decides', () => {
    assert.deepEqual(
      silent.silences.map(({ side, phase, count, end, place }) => [
        side,
        phase,
        count,
        end?.by,
        end?.after?.value,
        place.line,
      ]),
      [
        ['client', 'data', 5, 'HAProxy', 50, 3],
        ['server', 'connect', 5, 'HAProxy', 5, 2],
        ['server', 'data', 5, 'connection tracking', 3600, 1],
      ],
    );
    const [clients] = silent.silences;
    assert.deepEqual(clients?.names, ['<0>', '<1>', '<2>']);
    assert.deepEqual([clients?.timeout?.value, clients?.timeout?.name], [50, 'timeout client']);
    assert.deepEqual([clients?.keepalive?.speaks.value, clients?.keepalive?.givesUp.value], [7200, 7200 + 9 * 75]);
  });

  it('is a row in words', () => {
    assert.deepEqual(silent.silences.map(silenceCells), [
      [
        'from clients, under way',
        '<0>, <1>, <2> and 2 more',
        '50 s (timeout client)',
        'speaks after 2 h, gives up after 2 h 11 min',
        'forgets after 1 h',
        'HAProxy after 50 s',
      ],
      ['to servers, being opened', '<0>, <1>, <2> and 2 more', '5 s (timeout connect)', '–', '–', 'HAProxy after 5 s'],
      [
        'to servers, under way',
        '<0>, <1>, <2> and 2 more',
        '2 h (timeout server)',
        '–',
        'forgets after 1 h',
        'connection tracking after 1 h',
      ],
    ]);
  });

  it('is printed everywhere, and left out where there is no proxy', () => {
    for (const text of [reportsText([silent], plain), reportMarkdown([silent]), reportHtml(silent)]) {
      assert.ok(text.includes('What ends a silent connection first'));
      assert.ok(text.includes('to servers, under way') && text.includes('connection tracking after 1 h'));
    }
    assert.match(reportsText([silent], plain), /^ {2}from clients, under way {3}<0>, <1>, <2> and 2 more {2}50 s/m);
    assert.match(reportMarkdown([silent]), /\| from clients, under way \| &lt;0&gt;, /);
    assert.match(reportHtml(silent), /<th scope="row">from clients, under way<\/th><td>&lt;0&gt;, /);
    assert.match(reportHtml(silent), /connection tracking after 1 h <button[^>]*data-line="1"/);
    assert.ok(!reportsText([report], plain).includes('silent connection'));
    assert.ok(!reportHtml(report).includes('silent connection'));
  });

  it('has no more rows for thousands of proxies with times of their own', () => {
    const many = Array.from({ length: 3000 }, (_, at) => `listen l${at}\n  bind :80\n  timeout client ${at + 1}s`).join(
      '\n',
    );
    const { silences, silencesLeft } = silentReport(many);
    assert.deepEqual([silences.length, silencesLeft], [6, 2994]);
    assert.match(reportsText([silentReport(many)], plain), /^ {2}2 994 more kinds, of fewer proxies, are left out\.$/m);
  });
});

describe('a report of very many budgets', () => {
  const ports = (used: number) =>
    budgetOf({
      id: 'ports',
      of: `server ${used}`,
      title: 'Ports',
      need: known('connections', used, 'ports', { from: 'x' }),
      have: known('ports', 1000, 'ports', { from: 'x' }),
      place: undefined,
    });
  const many = madeUpReport(
    false,
    Array.from({ length: 100 }, (_, at) => ports(at)),
  );

  it('shows those of each kind that are nearest to their end, and says that there are others', () => {
    const { shown, left } = readable(many);
    assert.deepEqual([shown.length, left, shown[0]?.of, shown.at(-1)?.of], [20, 80, 'server 80', 'server 99']);
    const printedForms = [reportsText([many], plain), reportMarkdown([many]), reportHtml(many)];
    for (const text of printedForms) {
      assert.ok(text.includes('80 more of the same kinds have more room'));
      assert.ok(text.includes('server 80') && !text.includes('server 79'));
    }
    assert.equal(many.budgets.length, 100, 'the document has all of them');
  });
});

describe('a report for a terminal', () => {
  it('has a verdict, a bar, a formula and the inputs with their places for each budget', () => {
    const text = reportsText([report], plain);
    assert.match(text, /^<web> & "1": ✖ exceeds\. 4 budgets:/);
    assert.match(text, /^ {2}memory {2}4 GiB {2}\(headroom\.json\)$/m);
    assert.match(
      text,
      /^✖ exceeds {2}Memory: 5 GiB needed of 4 GiB \(125 %\)\n {2}\[#{24}!\n {2}3 GiB \+ 2 GiB = 5 GiB$/m,
    );
    assert.match(text, /^▲ tight {4}File descriptors: .*\n {2}\[#{21}-{3}\]$/m);
    assert.match(text, /^ {4}maxconn {18}4 000 connections {2}.*haproxy\.cfg:7$/m);
    assert.match(text, /^ {4}sockets of the kernel {2}2 GiB {2}the worst case, assumed$/m);
    assert.match(text, /^ {2}Idle connections take far less\.$/m);
    assert.match(text, /^\? unknown {2}Tracked connections: 4 000 connections needed, and it is not known/m);
  });

  it('lets one long fact not push the sources of the others away', () => {
    const unit = { value: 'x'.repeat(200), text: 'x'.repeat(200), source: 'headroom.json' };
    const text = reportsText([{ ...report, host: { ...report.host, unit } }], plain);
    assert.match(text, /^ {2}memory {2}4 GiB {2}\(headroom\.json\)$/m);
    assert.match(text, /^ {2}unit {4}x{200} {2}\(headroom\.json\)$/m);
  });

  it('shows control characters of paths by their names', () => {
    const evil = { ...report, name: 'a\x1b[31mb' };
    assert.ok(!reportsText([evil], plain).includes('\x1b'));
  });
});

describe('a report for a pull request', () => {
  const markdown = reportMarkdown([report]);

  it('is a table with the arithmetic folded below it', () => {
    assert.match(markdown, /^\| Memory \| ✖ exceeds \| 5 GiB \| 4 GiB \| 125 % \|$/m);
    assert.match(markdown, /^<details><summary>Memory: 3 GiB \+ 2 GiB = 5 GiB<\/summary>\n\n- Idle connections/m);
    assert.match(markdown, /^ {4}- maxconn = 4 000 connections \(.*haproxy\.cfg:7\)$/m);
    assert.equal(markdown.match(/<details>/g)?.length, markdown.match(/<\/details>/g)?.length);
  });

  it('lets no text become Markdown or HTML', () => {
    assert.ok(!/<web>|<b>/.test(markdown));
    assert.match(markdown, /^## Capacity of &lt;web&gt; &amp; "1": ✖ exceeds$/m);
    const odd = { ...report, name: 'a|b`c` [x](y)' };
    assert.ok(reportMarkdown([odd]).includes('a\\|b\\`c\\` \\[x\\](y)'));
  });
});

describe('a report as HTML', () => {
  const source = reportHtml(report);
  const body = source.replaceAll('\u00a0', ' ');

  it('breaks no number in two', () => {
    assert.ok(source.includes('8\u00a0010 descriptors needed of 9\u00a0000 descriptors (89\u00a0%)'));
  });

  it('has every number that the document has', () => {
    const words = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    for (const { need, have, formula, inputs, notes, steps } of report.budgets) {
      const texts = [
        need.text,
        have.text,
        formula,
        ...notes,
        ...[...steps.need, ...steps.have].map(({ text }) => text),
      ];
      for (const text of [...texts, ...inputs.flatMap((input) => [input.name, input.text])])
        assert.ok(words.includes(text) || have.certainty === 'unknown', text);
    }
  });

  it('escapes what comes from files, in text and in attributes', () => {
    assert.ok(!/<web>|<b>s1/.test(body));
    assert.ok(body.includes('&lt;web&gt; &amp; &quot;1&quot;'));
    assert.equal(html`<a title="${`"'<&>`}">${'<i>'}</a>`.text, '<a title="&quot;&#39;&lt;&amp;&gt;">&lt;i&gt;</a>');
  });

  it('runs nothing and carries no style of its own', () => {
    assert.ok(!/<script|\son\w+=|\sstyle=|javascript:/i.test(body));
  });

  it('gives every gauge a name and its numbers in words', () => {
    const meters = [...body.matchAll(/<span class="meter" role="meter"([^>]*)>/g)].map(([, attributes]) => attributes);
    assert.equal(meters.length, 2 * 3, 'one in the overview and one in the section of each budget that can be judged');
    for (const attributes of meters)
      assert.match(
        attributes ?? '',
        /aria-label="[^"]+" aria-valuemin="0" aria-valuemax="100" aria-valuenow="\d+" aria-valuetext="[^"]+"/,
      );
    assert.ok(body.includes('aria-valuenow="100" aria-valuetext="5 GiB of 4 GiB, 125 %, exceeds"'));
  });

  it('says every verdict as a word, with a sign beside its colour', () => {
    for (const [verdict, sign] of [
      ['fits', '✔'],
      ['tight', '▲'],
      ['exceeds', '✖'],
      ['unknown', '?'],
    ])
      assert.ok(body.includes(`<span class="sign" aria-hidden="true">${sign}</span> ${verdict}</span>`), verdict);
  });

  it('stacks the parts of memory against RAM, with its thirds marked and a table beside', () => {
    assert.match(
      body,
      /<svg class="memory" role="img" aria-label="5 GiB of 4 GiB of RAM; the table below has the parts"/,
    );
    // Five GiB are the whole width: RAM ends at four fifths, its thirds are at 4/15 and 8/15.
    assert.match(body, /<rect class="track" y="16" width="80%"/);
    assert.match(body, /<rect class="part part-0" x="0%" y="16" width="60%"/);
    assert.match(body, /<rect class="part part-1" x="60%" y="16" width="40%"/);
    assert.match(body, /x="26\.67%".*>⅓<.*x="53\.33%".*>⅔<.*x="80%".*>RAM</s);
    assert.match(
      body,
      /<th scope="row">sockets of the kernel<\/th><td class="number">2 GiB<\/td><td class="number">50 %<\/td>/,
    );
    assert.match(body, /thirds of RAM: 1\.3 GiB and 2\.7 GiB/);
  });

  it('labels each section by a heading that is there once', () => {
    const labels = [...body.matchAll(/aria-labelledby="([^"]+)"/g)].map(([, id]) => id);
    assert.ok(labels.length >= 6);
    for (const id of labels) assert.equal(body.split(` id="${id}"`).length, 2, id);
  });

  it('makes buttons of places in an editor, and text elsewhere', () => {
    assert.ok(!body.includes('<button'));
    assert.ok(body.includes('haproxy.cfg:7</span>'));
    const buttons = [...reportHtml(madeUpReport(true)).matchAll(/<button type="button" class="place" ([^>]*)>/g)];
    assert.ok(buttons.length >= 6);
    for (const [, attributes] of buttons)
      assert.match(attributes ?? '', /^data-uri="file:[^"]*haproxy\.cfg" data-line="7" data-column="13"$/);
  });

  it('is one page whose policy lets in its own style and nothing else', () => {
    const page = reportPage([report]);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    assert.match(policy, /^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]{44}&#39;; /);
    assert.match(page, /prefers-color-scheme: dark/);
    assert.match(page, /forced-colors: active/);
    const ids = [...reportPage([report, report]).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, 'two hosts on a page share no id');
  });
});
