import { readFileSync } from 'node:fs';

/**
 * When a process began, as a token that no later process with the same number has: clock ticks since boot and
 * the boot's own id. Systems without `/proc` give `0` for every live process. Undefined: no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 22 (starttime) counted after the command's name, which may hold spaces and brackets.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot}-${ticks}`;
  } catch {
    return '0';
  }
}
