import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addPolicyRoutes } from './handler.ts';

/** The policies function as a web app of its own. */
export function createPoliciesFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addPolicyRoutes);
}
