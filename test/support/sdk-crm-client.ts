import * as z from 'zod/mini';
import type { CrmClient, CrmRecord } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { readAnswer } from '#widgets/shared/sdk/read-answer.ts';
import { createSdkRecordReader, toPage } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { ZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { fieldsSchema, recordsSchema, toFields } from '#widgets/shared/sdk/zoho-shapes.ts';

/** Zoho CRM API v8: records of one page. */
const PAGE_RECORDS = 200;

const words = z.catch(z.nullish(z.string()), null);
const flag = z.catch(z.boolean(), false);
const orgSchema = z.object({
  org: z
    .array(
      z.object({
        id: z.string(),
        zgid: words,
        company_name: words,
        iso_code: z.string(),
        mc_status: flag,
        time_zone: z.string(),
      }),
    )
    .check(z.minLength(1)),
});
const modulesSchema = z.object({
  modules: z.array(
    z.object({
      api_name: z.string(),
      singular_label: words,
      plural_label: words,
      generated_type: words,
      api_supported: z.catch(z.boolean(), true),
      viewable: flag,
      editable: flag,
    }),
  ),
});

/** A module by its name, or by an object that has it. */
const ofModule = z.catch(
  z.nullish(z.object({ module: z.nullish(z.union([z.string(), z.object({ api_name: z.string() })])) })),
  null,
);

function moduleOf(link: z.infer<typeof ofModule>): string | null {
  const module = link?.module ?? null;
  return typeof module === 'string' ? module : (module?.api_name ?? null);
}

/** What the panel does without, and every page load would pay for. */
const fieldLinksSchema = z.object({
  fields: z.array(
    z.object({
      api_name: z.string(),
      system_mandatory: flag,
      read_only: flag,
      field_read_only: flag,
      lookup: ofModule,
      subform: ofModule,
      associated_module: ofModule,
    }),
  ),
});

/**
 * The whole `CrmClient` over the Embedded SDK, as the user who looks: the widgets' own record reader, which is what they ship,
 * and what of the port no widget asks the SDK for. The contract holds both against the adapters of REST and memory. Of an org's currencies the SDK names the home one alone:
 * no call of it lists the others. Methods throw `CrmError`, time-outs included.
 */
export function createSdkCrmClient(zoho: ZohoGlobal, timer: Timer): CrmClient {
  const { API, CONFIG, META } = zoho.CRM;
  const reader = createSdkRecordReader(zoho, timer);
  return {
    ...reader,
    async org() {
      const answer = await readAnswer(() => CONFIG.getOrgInfo(), orgSchema, timer);
      const org = answer?.org[0];
      if (org === undefined) throw new CrmError('unreadableAnswer', 'the CRM named no org');
      const home = {
        isoCode: org.iso_code,
        isHome: true,
        active: true,
        exchangeRate: '1',
        decimalPlaces: currencyDigits(org.iso_code),
      };
      return {
        orgId: org.zgid ?? org.id,
        name: org.company_name ?? '',
        homeCurrency: org.iso_code,
        multiCurrency: org.mc_status,
        currencies: [home],
        timeZone: org.time_zone,
      };
    },
    async modules() {
      const answer = await readAnswer(() => META.getModules(), modulesSchema, timer);
      return (answer?.modules ?? [])
        .filter((module) => module.api_supported)
        .map((module) => ({
          apiName: module.api_name,
          singularLabel: module.singular_label ?? module.api_name,
          pluralLabel: module.plural_label ?? module.api_name,
          custom: module.generated_type === 'custom',
          viewable: module.viewable,
          editable: module.editable,
        }));
    },
    async fields(module) {
      // One answer, read twice: the panel's part of it, and the rest.
      const answer = readAnswer(() => META.getFields({ Entity: module }), z.unknown(), timer);
      const [shown, links] = await Promise.all([
        readAnswer(() => answer, fieldsSchema, timer),
        readAnswer(() => answer, fieldLinksSchema, timer),
      ]);
      const linkOf = new Map(links?.fields.map((link) => [link.api_name, link]));
      return (shown === null ? [] : toFields(shown)).map((field) => {
        const link = linkOf.get(field.apiName);
        return {
          ...field,
          mandatory: link?.system_mandatory ?? false,
          readOnly: link?.read_only === true || link?.field_read_only === true,
          lookupModule: moduleOf(link?.lookup),
          subformModule: moduleOf(link?.subform) ?? moduleOf(link?.associated_module),
        };
      });
    },
    async relatedRecords(module, id, relatedList, fields, page) {
      const query = { Entity: module, RecordID: id, RelatedList: relatedList, page, per_page: PAGE_RECORDS };
      const found = toPage(await readAnswer(() => API.getRelatedRecords(query), recordsSchema, timer));
      // The SDK takes no field list and answers with all that the user may see.
      return { ...found, records: found.records.map((record) => pick(record, fields)) };
    },
  };
}

function pick(record: CrmRecord, fields: readonly string[]): CrmRecord {
  const wanted = fields.filter((field) => field in record);
  return { ...Object.fromEntries(wanted.map((field) => [field, record[field]])), id: record.id };
}
