import { startNodeServer } from './lsp/node.ts';

startNodeServer();
