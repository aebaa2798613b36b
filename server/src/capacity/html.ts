/** HTML in which everything that is put in is escaped, unless it is HTML itself. */

export class Html {
  constructor(readonly text: string) {}
}

type Insertion = string | number | Html | readonly Html[];

/** A template tag: `html\`<p>${name}</p>\``. Works for text and for attributes in double quotes. */
export function html(parts: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
  let text = parts[0] ?? '';
  insertions.forEach((each, at) => {
    text += inserted(each) + (parts[at + 1] ?? '');
  });
  return new Html(text);
}

export const nothing = new Html('');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function inserted(value: Insertion): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
