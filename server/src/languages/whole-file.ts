/** For languages without sections: the whole file is one block. */
import type { BlockContext } from '../engine/statement.ts';

const context: BlockContext = { key: '', kind: '', name: '' };

export const wholeFile = {
  localNamespaces: new Set<string>(),
  opensBlock: () => false,
  blockContext: () => context,
};
