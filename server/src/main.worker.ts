import { startWorkerServer } from './lsp/worker.ts';

startWorkerServer();
