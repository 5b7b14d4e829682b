import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addScoreRoutes } from './handler.ts';

/** The score function as a web app of its own; its job is `performRun`. */
export function createScoreFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addScoreRoutes);
}
