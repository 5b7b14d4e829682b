import type { Measured } from './use-widgets.ts';

export interface RouteReport {
  readonly route: string;
  readonly calls: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A line a route, the slowest first, and one for all of them. Milliseconds. */
export function reportOf(measured: readonly Measured[]): {
  readonly routes: readonly RouteReport[];
  readonly all: RouteReport;
} {
  const byRoute = new Map<string, Measured[]>();
  for (const each of measured) byRoute.set(each.route, [...(byRoute.get(each.route) ?? []), each]);
  const routes = [...byRoute].map(([route, calls]) => lineOf(route, calls)).sort((a, b) => b.p95 - a.p95);
  return { routes, all: lineOf('all', measured) };
}

function lineOf(route: string, calls: readonly Measured[]): RouteReport {
  const times = calls.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    route,
    calls: calls.length,
    errors: calls.filter(({ error }) => error !== null).length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  };
}

/** The smallest value that this share of all does not exceed (nearest rank); 0 of none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
