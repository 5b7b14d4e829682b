import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addRefreshRoutes } from './handler.ts';

/** The refresh function as a web app of its own. */
export function createRefreshFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addRefreshRoutes);
}
