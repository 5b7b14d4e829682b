import { limitsOf } from './crm-limit.ts';

/** E-mails are listed record by record, ten a call and without bodies; a body is a call of its own. Notes are a module that bulk read does not give. */
export const CORRESPONDENCE_LIMITS = [
  ...limitsOf(
    'GET /{module}/{id}/Emails',
    [
      400,
      'INVALID_DATA',
      'the record is gone',
      (sandbox) => sandbox.as('administrator').get(`/crm/v8/Contacts/${sandbox.id('Accounts', 1)}/Emails`),
      { does: 'keeps nothing of this contact and reads the next' },
    ],
    [
      400,
      'INVALID_DATA',
      'an index that no page gave',
      (sandbox) => sandbox.as('administrator').get(`/crm/v8/Contacts/${sandbox.id('Contacts', 1)}/Emails?index=none`),
      { details: { param_name: 'index' } },
    ],
    [
      404,
      'INVALID_URL_PATTERN',
      'a module without e-mails',
      (sandbox) => sandbox.as('administrator').get(`/crm/v8/Deals/${sandbox.id('Deals', 1)}/Emails`),
    ],
  ),
  ...limitsOf('GET /{module}/{id}/Emails/{message}', [
    400,
    'INVALID_DATA',
    'the message is gone',
    (sandbox) => sandbox.as('administrator').get(`/crm/v8/Contacts/${sandbox.id('Contacts', 1)}/Emails/1`),
    { details: { resource_path_index: 3 }, does: 'keeps the e-mail without its text' },
  ]),
  ...limitsOf('GET /Notes', [
    400,
    'LIMIT_EXCEEDED',
    'more than 50 fields',
    (sandbox) =>
      sandbox
        .as('administrator')
        .get(`/crm/v8/Notes?fields=${Array.from({ length: 51 }, (_, at) => `F${at}`).join(',')}`),
    { called: false },
  ]),
];
