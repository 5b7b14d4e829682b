import { cpus, loadavg, totalmem } from 'node:os';

/** Where figures come from, for whoever compares them. */
export function describeMachine(): string {
  const [model] = cpus();
  const gib = (totalmem() / 1_024 ** 3).toFixed(0);
  return `${cpus().length} cores (${model?.model ?? 'unknown'}), ${gib} GiB, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
}
