/** How the numbers came about, and what they leave out: below them, and quieter. */
export function Notes({ items }: { readonly items: readonly string[] }) {
  return (
    <div class="label-card__section">
      {items.map((item) => (
        <p key={item} class="soft">
          {item}
        </p>
      ))}
    </div>
  );
}
