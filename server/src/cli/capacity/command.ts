/** `headroom report`. */
import { writeFile } from 'node:fs/promises';
import { hostReport } from '../../capacity/host-report.ts';
import type { CapacityReportDocument } from '../../capacity/report.ts';
import { factPlacesOf } from '../../host/fact-places.ts';
import { nodeFiles, problemOf } from '../../host/files.node.ts';
import { commandHelp } from '../help.ts';
import { absolute } from '../inputs/find.ts';
import { openFiles } from '../inputs/open.ts';
import { exitCode, type Io } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { hostsOf } from './hosts.ts';
import { reportMarkdown } from './markdown.ts';
import { type ReportOptions, readReportOptions, reportSpecs } from './options.ts';
import { reportPage } from './page.ts';
import { reportsText } from './text.ts';

const usage = 'headroom report [options] [paths…]';
const about = `Says whether the configurations in files and folders fit the hosts they are for: memory, descriptors, ports, queues.
The files below one root (the folder that holds etc/…) are one host, a lone haproxy.cfg is one of its own.
Exit code: 0 nothing exceeds what the host has, 1 something does, 2 wrong usage or an input that cannot be read.`;

export async function reportCommand(args: readonly string[], io: Io): Promise<number> {
  const options = readReportOptions(args);
  if (!options) {
    io.stdout.write(commandHelp(usage, about, reportSpecs));
    return exitCode.fine;
  }
  const opened = await openFiles(options, io);
  const views = opened.inputs.map(({ path }) => opened.project.workspace.view(path));
  const reports: CapacityReportDocument[] = [];
  const show = (path: string, line: number, column: number) => ({
    path: opened.show(path),
    line: line + 1,
    column: column + 1,
  });
  for (const view of hostsOf(views)) {
    const factPlaces = await factPlacesOf(view, opened.project, nodeFiles);
    reports.push(hostReport(view, options.whatIf, { show, factPlaces }));
  }
  for (const note of opened.notes) io.stderr.write(`headroom: ${note}\n`);
  for (const { path, message, line } of opened.troubles)
    io.stderr.write(`headroom: ${path}${line === undefined ? '' : `:${line + 1}`}: ${message}\n`);
  const failed = await print(namedApart(reports), options, io);
  if (failed || opened.troubles.length > 0) return exitCode.trouble;
  return reports.some(({ verdict }) => verdict === 'exceeds') ? exitCode.findings : exitCode.fine;
}

/** Hosts of one name by their first file. */
function namedApart(reports: readonly CapacityReportDocument[]): readonly CapacityReportDocument[] {
  const isShared = (name: string) => reports.filter((report) => report.name === name).length > 1;
  return reports.map((report) => ({ ...report, name: (isShared(report.name) && report.files[0]) || report.name }));
}

/** Returns whether the output could not be written. */
async function print(reports: readonly CapacityReportDocument[], options: ReportOptions, io: Io): Promise<boolean> {
  const { format, output } = options;
  const paint = painterFor(output === undefined ? io.stdout : { write: () => undefined }, io.env);
  const text = {
    text: () => reportsText(reports, paint),
    json: () => `${JSON.stringify(documentOf(reports), undefined, 2)}\n`,
    markdown: () => reportMarkdown(reports),
    html: () => reportPage(reports),
  }[format]();
  if (output === undefined) {
    io.stdout.write(text);
    return false;
  }
  try {
    await writeFile(absolute(io, output), text);
    return false;
  } catch (error) {
    io.stderr.write(`headroom: ${output}: ${problemOf(error, 'written').problem}\n`);
    return true;
  }
}

/** The document of one host, or of several under `hosts`. */
function documentOf(reports: readonly CapacityReportDocument[]): object {
  const [only] = reports;
  return only && reports.length === 1 ? only : { version: 1, hosts: reports };
}
