import { relative } from 'node:path';
import type { CliPorts } from './run-cli.ts';

/** A path as the person would write it. */
export function shownPath(path: string, { folder }: Pick<CliPorts, 'folder'>): string {
  const short = relative(folder, path);
  if (short === '') return '.';
  return short.startsWith('..') ? path : short;
}

/** A mistyped path makes folders that nobody looks for. */
export function sayMade(made: string | null, ports: Pick<CliPorts, 'folder' | 'print'>): void {
  if (made !== null) ports.print(`Made the folder ${shownPath(made, ports)}`);
}
