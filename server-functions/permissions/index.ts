import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addPermissionRoutes } from './handler.ts';

/** The permissions function as a web app of its own. */
export function createPermissionsFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addPermissionRoutes);
}
