import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addHistoryRoutes } from './handler.ts';

/** The history function as a web app of its own. */
export function createHistoryFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addHistoryRoutes);
}
