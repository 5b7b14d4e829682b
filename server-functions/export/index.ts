import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addExportRoutes } from './handler.ts';

/** The export function as a web app of its own; its job is `performExport`. */
export function createExportFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, addExportRoutes);
}
