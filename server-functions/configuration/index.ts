import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addConfigurationRoutes } from './handler.ts';

/** The configuration function as a web app of its own: `fetch` is all a platform needs. */
export function createConfigurationFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addConfigurationRoutes);
}
