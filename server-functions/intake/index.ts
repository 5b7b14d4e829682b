import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addIntakeRoutes } from './handler.ts';

/** The intake function as a web app of its own. */
export function createIntakeFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addIntakeRoutes);
}
