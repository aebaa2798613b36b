import type { Rule } from '../../../engine/rules.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

/** What a value says, and that only a reboot takes it back (the kernel refuses the way back with EBUSY, EPERM or EINVAL). */
const until = (value: bigint, effect: string): ValueNotes[string] => {
  return ([first], { name }) =>
    first === value ? { message: `Only a reboot takes '${name} = ${value}' back: until then ${effect}.` } : undefined;
};

const notes: ValueNotes = {
  'kernel.kexec_load_disabled': until(1n, 'no kernel for kexec or kdump can be loaded'),
  'kernel.modules_disabled': ([first]) =>
    first === 1n
      ? {
          severity: 'warning',
          message:
            'sysctl files are applied early at boot, and only a reboot takes this back: a module that is not loaded by then, ' +
            'for a firewall, a file system or a device, never will be. Set it from a service that runs last.',
        }
      : undefined,
  'kernel.unprivileged_bpf_disabled': ([first]) =>
    first === 1n
      ? {
          message:
            'Only a reboot takes 1 back. 2 closes bpf() to unprivileged processes as well, and root can open it again (since Linux 5.13).',
        }
      : undefined,
  'kernel.yama.ptrace_scope': until(3n, 'nobody can attach a debugger, root neither'),
  'net.netfilter.nf_hooks_lwtunnel': until(1n, 'netfilter sees the packets of lightweight tunnels'),
};

/** Switches that go one way. */
export const cannotBeUndone: Rule = {
  id: 'sysctl/cannot-be-undone',
  title: 'Only a reboot takes this setting back',
  severity: 'information',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
