import type { ModuleMetadata } from '#core/crm/metadata.ts';
import type { Problem } from '#core/message.ts';
import { lookupsTo, type FieldsOf } from './detect-lookups.ts';
import { refuseFit, type ModuleOfRole } from './fit-target.ts';
import type { Mapping, ProductSource } from './mapping.ts';
import { MAPPING_TARGETS, MODULE_ROLES, type ModuleRole } from './targets.ts';

export interface MappingCheck {
  /** These stop the setup. `where` is a JSON path below the mapping: "deals.fields.amount". */
  readonly problems: readonly Problem[];
  /** These grey something out, and say what: `mapping.roleUnmapped`, `mapping.noQuantity`, `mapping.stageTypesUnknown`. */
  readonly warnings: readonly Problem[];
}

/** What the document alone shows: unknown and missing targets, one module in two roles, mandatory lookups left out. */
export function checkMappingShape(mapping: Mapping): Problem[] {
  const problems: Problem[] = [];
  const roleOf = new Map<string, ModuleRole>();
  for (const role of MODULE_ROLES) {
    const mapped = mapping[role];
    if (mapped === null) continue;
    const other = roleOf.get(mapped.module);
    if (other !== undefined)
      problems.push({
        code: 'mapping.moduleTwice',
        params: { role, other, module: mapped.module },
        where: `${role}.module`,
      });
    roleOf.set(mapped.module, role);
    for (const target of Object.keys(mapped.fields))
      if (!MAPPING_TARGETS[role].some(({ name }) => name === target))
        problems.push({ code: 'mapping.unknownTarget', params: { role, target }, where: `${role}.fields.${target}` });
    for (const { name, required } of MAPPING_TARGETS[role])
      if (required && !Object.hasOwn(mapped.fields, name))
        problems.push({
          code: 'mapping.requiredMissing',
          params: { role, module: mapped.module, target: name },
          where: `${role}.fields`,
        });
  }
  if (mapping.contacts !== null && !Object.hasOwn(mapping.deals.fields, 'contact'))
    problems.push({
      code: 'mapping.lookupMissing',
      params: { relation: '4-2', from: 'deals', to: 'contacts' },
      where: 'deals.fields',
    });
  if ((mapping.products === null) !== (mapping.dealProducts.kind === 'none'))
    problems.push(
      mapping.products === null
        ? { code: 'mapping.productsUnmapped', params: { source: mapping.dealProducts.kind }, where: 'products' }
        : {
            code: 'mapping.lookupMissing',
            params: { relation: '3-4', from: 'deals', to: 'products' },
            where: 'dealProducts',
          },
    );
  return problems;
}

/** The shape, and every module, field, type and lookup against the CRM's metadata (SET-1..3). */
export function checkMapping(mapping: Mapping, modules: readonly ModuleMetadata[], fieldsOf: FieldsOf): MappingCheck {
  const moduleOf = modulesOf(mapping);
  const problems = [
    ...checkMappingShape(mapping),
    ...MODULE_ROLES.flatMap((role) => checkModule(role, mapping, modules, fieldsOf, moduleOf)),
    ...checkProductSource(mapping.dealProducts, moduleOf, fieldsOf),
  ];
  return { problems, warnings: warningsOf(mapping, fieldsOf) };
}

function modulesOf(mapping: Mapping): ModuleOfRole {
  const moduleOf: Partial<Record<ModuleRole, string>> = {};
  for (const role of MODULE_ROLES) {
    const module = mapping[role]?.module;
    if (module !== undefined) moduleOf[role] = module;
  }
  return moduleOf;
}

function checkModule(
  role: ModuleRole,
  mapping: Mapping,
  modules: readonly ModuleMetadata[],
  fieldsOf: FieldsOf,
  moduleOf: ModuleOfRole,
): Problem[] {
  const mapped = mapping[role];
  if (mapped === null) return [];
  const params = { role, module: mapped.module };
  const known = modules.find(({ apiName }) => apiName === mapped.module);
  if (known === undefined) return [{ code: 'mapping.moduleUnknown', params, where: `${role}.module` }];
  if (!known.viewable) return [{ code: 'mapping.moduleHidden', params, where: `${role}.module` }];
  const fields = fieldsOf(mapped.module);
  return MAPPING_TARGETS[role].flatMap((target): Problem[] => {
    const where = `${role}.fields.${target.name}`;
    const apiName = Object.hasOwn(mapped.fields, target.name) ? mapped.fields[target.name] : undefined;
    if (apiName === undefined) return [];
    const field = fields.find((candidate) => candidate.apiName === apiName);
    if (field === undefined)
      return [{ code: 'mapping.fieldMissing', params: { ...params, target: target.name, field: apiName }, where }];
    const refusal = refuseFit(field, target, moduleOf);
    return refusal === null ? [] : [{ ...refusal, where }];
  });
}

function checkProductSource(source: ProductSource, moduleOf: ModuleOfRole, fieldsOf: FieldsOf): Problem[] {
  const { deals, products } = moduleOf;
  // Related lists are not in metadata, and without products the shape has complained already.
  if (source.kind === 'none' || source.kind === 'relatedList' || deals === undefined || products === undefined)
    return [];
  const missing = (field: string, module: string, expected: string, key: string): Problem => ({
    code: 'mapping.sourceFieldMissing',
    params: { source: source.kind, field, module, expected },
    where: `dealProducts.${key}`,
  });
  if (source.kind === 'lineItems') {
    const rows = fieldsOf(source.module);
    const problems: Problem[] = [];
    if (!lookupsTo(deals, rows).includes(source.parent))
      problems.push(missing(source.parent, source.module, deals, 'parent'));
    if (!lookupsTo(products, rows).includes(source.product))
      problems.push(missing(source.product, source.module, products, 'product'));
    const { quantity } = source;
    const isCount = rows.some(
      ({ apiName, type }) => apiName === quantity && (type === 'integer' || type === 'decimal'),
    );
    if (quantity !== null && !isCount) problems.push(missing(quantity, source.module, 'number', 'quantity'));
    return problems;
  }
  const type = source.kind === 'lookup' ? 'lookup' : 'lookups';
  const isThere = fieldsOf(deals).some(
    (field) => field.apiName === source.field && field.type === type && field.lookupModule === products,
  );
  return isThere ? [] : [missing(source.field, deals, products, 'field')];
}

function warningsOf(mapping: Mapping, fieldsOf: FieldsOf): Problem[] {
  const warnings: Problem[] = [];
  for (const role of ['contacts', 'products'] as const)
    if (mapping[role] === null) warnings.push({ code: 'mapping.roleUnmapped', params: { role }, where: role });
  const source = mapping.dealProducts;
  if (source.kind !== 'none' && !(source.kind === 'lineItems' && source.quantity !== null))
    warnings.push({ code: 'mapping.noQuantity', params: { source: source.kind }, where: 'dealProducts' });
  const stage = fieldsOf(mapping.deals.module).find(({ apiName }) => apiName === mapping.deals.fields['stage']);
  if (stage !== undefined && !stage.options.some(({ stageType }) => stageType === 'won'))
    warnings.push({
      code: 'mapping.stageTypesUnknown',
      params: { field: stage.apiName },
      where: 'deals.fields.stage',
    });
  return warnings;
}
