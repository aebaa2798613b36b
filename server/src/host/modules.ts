/**
 * Kernel modules: what is loaded at boot (modules-load.d(5), /etc/modules, the kernel's command line) and with which options
 * (modprobe.d(5); `kmod_config_parse` in libkmod-config.c). In names `-` and `_` are the same.
 */
import type { Host } from './facts.ts';
import {
  fileAt,
  filesIn,
  type HostInput,
  modprobeFolders,
  modulesFile,
  modulesLoadFolders,
  type Origin,
  originIn,
} from './inputs.ts';

/** An option of a module: `hashsize=65536` is the value 65536 of hashsize. */
export interface ModuleOption extends Origin {
  readonly name: string;
  /** Empty for an option without one. */
  readonly value: string;
}

export interface Modules {
  /** Modules that something loads at boot, with the first place that says so; what is not there may be loaded all the same. */
  readonly atBoot: ReadonlyMap<string, Origin>;
  /** The options that each module is loaded with, in the order in which it gets them: the last of a name counts. */
  readonly options: ReadonlyMap<string, readonly ModuleOption[]>;
  /** Modules that are not loaded by name: blacklisted, or with a command in the place of loading. */
  readonly blocked: ReadonlyMap<string, Origin>;
}

export function modulesOf({ inputs, host }: { readonly inputs: readonly HostInput[]; readonly host: Host }): Modules {
  const named = new Map<string, Origin>();
  const options = new Map<string, ModuleOption[]>();
  const blocked = new Map<string, Origin>();
  const note = (map: Map<string, Origin>, name: string, origin: Origin) => {
    if (!map.has(name)) map.set(name, origin);
  };
  for (const input of filesIn(inputs, modprobeFolders)) {
    for (const { words, line } of modprobeLines(input.text)) {
      const [command, module, ...rest] = words;
      if (module === undefined) continue;
      const name = moduleName(module);
      const origin = originIn(input, line);
      if (command === 'blacklist' || (command === 'install' && rest.length > 0)) note(blocked, name, origin);
      else if (command === 'options') addOptions(options, name, rest, origin);
    }
  }
  const etcModules = fileAt(inputs, modulesFile);
  const lists = [...filesIn(inputs, modulesLoadFolders), ...(etcModules ? [etcModules] : [])];
  for (const input of lists) {
    for (const [line, content] of input.text.split('\n').entries()) {
      const [module, ...rest] = content.trim().split(/\s+/);
      // systemd takes the whole line for a name; arguments behind one are for those who read /etc/modules themselves.
      if (!module || /^[#;]/.test(module) || (rest.length > 0 && input !== etcModules)) continue;
      note(named, moduleName(module), originIn(input, line));
    }
  }
  for (const word of host.commandLine?.value.split(/\s+/) ?? []) {
    const { from } = host.commandLine as { readonly from: string };
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(word) ?? [];
    const [, module, option] = /^([\w-]+)\.(\w+)$/.exec(key) ?? [];
    const list = value
      .split(',')
      .filter((name) => name !== '')
      .map(moduleName);
    if (/^modules[-_]load$/.test(key)) for (const name of list) note(named, name, { from });
    else if (key === 'modprobe.blacklist' || key === 'module_blacklist')
      for (const name of list) note(blocked, name, { from });
    else if (module && option) addOptions(options, moduleName(module), [`${option}=${value}`], { from });
  }
  const atBoot = new Map([...named].filter(([name]) => !blocked.has(name)));
  return { atBoot, options, blocked };
}

/** The option of a module that counts. */
export function moduleOption(modules: Modules, module: string, name: string): ModuleOption | undefined {
  return modules.options.get(moduleName(module))?.findLast((option) => option.name === name);
}

/** The name that the kernel knows a module by. */
function moduleName(written: string): string {
  return written.replaceAll('-', '_');
}

function addOptions(
  options: Map<string, ModuleOption[]>,
  module: string,
  words: readonly string[],
  origin: Origin,
): void {
  const list = options.get(module) ?? [];
  for (const word of words) {
    const [, name = word, value = ''] = /^([^=]*)=(.*)$/.exec(word) ?? [];
    list.push({ name: moduleName(name), value: value.replace(/^"(.*)"$/, '$1'), ...origin });
  }
  options.set(module, list);
}

/** The commands of a file; a backslash at the end of a line carries on, and a comment stands at the start of one. */
function modprobeLines(text: string): readonly { readonly words: readonly string[]; readonly line: number }[] {
  const found: { words: readonly string[]; line: number }[] = [];
  let whole = '';
  let first: number | undefined;
  for (const [line, content] of text.split('\n').entries()) {
    whole += content;
    first ??= line;
    if (whole.endsWith('\\')) {
      whole = whole.slice(0, -1);
      continue;
    }
    if (!whole.startsWith('#'))
      found.push({ words: whole.split(/[\t \r]+/).filter((word) => word !== ''), line: first });
    whole = '';
    first = undefined;
  }
  return found;
}
