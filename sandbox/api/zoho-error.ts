/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** Statuses that the API answers errors with. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500;

/**
 * One error in Zoho's envelope `{code, message, status: "error", details}` (Zoho CRM API v8). Routes throw it, the app
 * answers with it; inside a batch the same envelope stands in the row's place.
 */
export class ZohoError extends Error {
  override readonly name = 'ZohoError';
  readonly status: ErrorStatus;
  readonly code: string;
  readonly details: JsonObject;

  constructor(status: ErrorStatus, code: string, message: string, details: JsonObject = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  envelope(): JsonObject {
    return { code: this.code, details: this.details, message: this.message, status: 'error' };
  }
}

export function invalidData(message: string, details: JsonObject): ZohoError {
  return new ZohoError(400, 'INVALID_DATA', message, details);
}

export function mandatoryNotFound(details: JsonObject): ZohoError {
  return new ZohoError(400, 'MANDATORY_NOT_FOUND', 'required field not found', details);
}

export function requiredParameter(name: string): ZohoError {
  return new ZohoError(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: name });
}

export function invalidModule(): ZohoError {
  return new ZohoError(400, 'INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 });
}

export function invalidUrl(): ZohoError {
  return new ZohoError(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
}

/** 403; names every permission that would have been enough. */
export function noPermission(...permissions: readonly string[]): ZohoError {
  return new ZohoError(403, 'NO_PERMISSION', 'permission denied', { permissions });
}

export function invalidToken(): ZohoError {
  return new ZohoError(401, 'INVALID_TOKEN', 'invalid oauth token');
}

export function scopeMismatch(): ZohoError {
  return new ZohoError(401, 'OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL');
}

export function limitExceeded(message: string, details: JsonObject): ZohoError {
  return new ZohoError(400, 'LIMIT_EXCEEDED', message, details);
}
