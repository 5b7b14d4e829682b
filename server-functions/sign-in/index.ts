import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addSessionRoutes } from './session-info.ts';
import { addSignInRoutes } from './handler.ts';

/** The sign-in function as a web app of its own. */
export function createSignInFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addSessionRoutes, addSignInRoutes);
}
