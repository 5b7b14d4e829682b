import { ABM_RIGHT_NAMES, type AbmRight } from '#core/permissions/rights.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Icon } from '../components/Icon.tsx';
import { rightsOf, setProfile, setRight, setRightForAll, shareOf, type Grid } from './edit-grid.ts';
import type { Profile } from './permissions-api.ts';
import { sayRights } from './say-rights.ts';
import { TickAll } from './TickAll.tsx';

export interface GridViewProps {
  readonly profiles: readonly Profile[];
  readonly grid: Grid;
  /** null = the CRM keeps the rights: to be read, not changed. */
  readonly onEdit: ((change: (before: Grid) => Grid) => void) | null;
}

/** Profiles down, rights across. Both headers stay in sight; every box is named by its right and its profile. */
export function GridTable({ profiles, grid, onEdit }: GridViewProps) {
  const t = useTranslator();
  const ids = profiles.map(({ id }) => id);
  return (
    // Wider than the page at times: by keyboard it scrolls once it has the focus.
    <div class="table-scroll rights-scroll" role="region" aria-label={t.text('permissions.table')} tabIndex={0}>
      <table class="table rights">
        <caption class="visually-hidden">{t.text('permissions.table')}</caption>
        <thead>
          <tr>
            <th scope="col" class="rights__corner">
              {t.text('permissions.profile')}
            </th>
            {ABM_RIGHT_NAMES.map((right) => (
              <th key={right} scope="col" class="rights__right" title={t.text(`permissions.rightText.${right}`)}>
                {onEdit === null ? (
                  t.text(`permissions.right.${right}`)
                ) : (
                  <TickAll
                    share={shareOf(profiles.filter(({ id }) => rightsOf(grid, id).has(right)).length, ids.length)}
                    label={t.text('permissions.all.right', { right: t.text(`permissions.right.${right}`) })}
                    text={t.text(`permissions.right.${right}`)}
                    onChange={(given) => onEdit((before) => setRightForAll(before, ids, right, given))}
                  />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {profiles.map((profile) => (
            <tr key={profile.id}>
              <th scope="row" class="rights__profile">
                <ProfileHead profile={profile} grid={grid} onEdit={onEdit} />
              </th>
              {ABM_RIGHT_NAMES.map((right) => (
                <td key={right} class="rights__cell">
                  <RightBox profile={profile} right={right} grid={grid} onEdit={onEdit} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface OneProfileProps extends Omit<GridViewProps, 'profiles'> {
  readonly profile: Profile;
}

function ProfileHead({ profile, grid, onEdit }: OneProfileProps) {
  const t = useTranslator();
  const rights = rightsOf(grid, profile.id);
  return (
    <>
      <span class="rights__name">
        {onEdit !== null && (
          <TickAll
            share={shareOf(rights.size, ABM_RIGHT_NAMES.length)}
            label={t.text('permissions.all.profile', { profile: profile.name })}
            onChange={(given) => onEdit((before) => setProfile(before, profile.id, given))}
          />
        )}
        {profile.name}
      </span>
      <Means profile={profile} grid={grid} />
    </>
  );
}

export function Means({ profile, grid }: { readonly profile: Profile; readonly grid: Grid }) {
  const t = useTranslator();
  return (
    <span class="rights__means soft">
      {profile.administrator && `${t.text('permissions.administrator')} `}
      {sayRights(rightsOf(grid, profile.id), profile, t).join(' ')}
    </span>
  );
}

interface RightBoxProps extends OneProfileProps {
  readonly right: AbmRight;
  /** Beside the box, where no column header names it. */
  readonly text?: string;
}

export function RightBox({ profile, right, grid, onEdit, text }: RightBoxProps) {
  const t = useTranslator();
  const given = rightsOf(grid, profile.id).has(right);
  const name = t.text(`permissions.right.${right}`);
  if (onEdit === null) {
    return (
      <span class={given ? 'right right--given' : 'right'}>
        {given ? <Icon name="check" /> : <span aria-hidden="true">–</span>}
        <span class="visually-hidden">{t.text(given ? 'shared.yes' : 'shared.no')}</span>
        {text !== undefined && ` ${text}`}
      </span>
    );
  }
  return (
    <label class="tick">
      <input
        type="checkbox"
        aria-label={text === undefined ? t.text('permissions.box', { right: name, profile: profile.name }) : undefined}
        checked={given}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          onEdit((before) => setRight(before, profile.id, right, checked));
        }}
      />
      {text}
    </label>
  );
}
