import { Button } from '../ui/Button.tsx';
import type { ChartSpec, StackedSpec } from './chart-spec.ts';

interface ChartTableProps {
  readonly spec: ChartSpec;
  readonly openLabel: ((name: string) => string) | null;
  readonly onOpen: ((key: string) => void) | null;
}

export function ChartTable({ spec, openLabel, onOpen }: ChartTableProps) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={spec.title}>
      <table class="table">
        <caption class="visually-hidden">{spec.title}</caption>
        <thead>
          <tr>
            <th scope="col">{spec.nameHeader}</th>
            <th scope="col" class="number">
              {spec.valueHeader}
            </th>
          </tr>
        </thead>
        <tbody>
          {spec.points.map((point) => (
            <tr key={point.key}>
              <th scope="row">
                {onOpen === null || openLabel === null ? (
                  point.name
                ) : (
                  <Button kind="plain" label={openLabel(point.name)} onPress={() => onOpen(point.key)}>
                    {point.name}
                  </Button>
                )}
              </th>
              <td class="number">{point.shown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A column of the chart is a row here, newest first: what one looks up is most often the last. */
export function StackedTable({ spec }: { readonly spec: StackedSpec }) {
  return (
    <div class="table-scroll table-scroll--tall" tabIndex={0} role="region" aria-label={spec.title}>
      <table class="table">
        <caption class="visually-hidden">{spec.title}</caption>
        <thead>
          <tr>
            <th scope="col">{spec.nameHeader}</th>
            {spec.series.map(({ key, name }) => (
              <th key={key} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.points.toReversed().map((point) => (
            <tr key={point.key}>
              <th scope="row">{point.name}</th>
              {spec.series.map(({ key }, part) => (
                <td key={key} class="number">
                  {point.shown[part]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
