import { addExportLinkRoutes } from '../../export/link-handler.ts';
import { addSignInRoutes } from '../../sign-in/handler.ts';
import type { FunctionApp } from '../http/function-app.ts';
import type { FunctionPorts } from '../ports.ts';

/** Routes that answer before anybody is known: each proves by itself what it gives out. */
export function addOpenRoutes(app: FunctionApp, ports: FunctionPorts): void {
  addSignInRoutes(app, ports);
  addExportLinkRoutes(app, ports);
}
