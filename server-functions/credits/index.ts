import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addCreditRoutes } from './handler.ts';

/** The credits function as a web app of its own. */
export function createCreditsFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addCreditRoutes);
}
