import { type BaseLanguageClient, LSPErrorCodes, ResponseError } from 'vscode-languageclient';

/** Sends a request, and asks again where the server is still reading a huge file, which it says only so often. */
export async function askPatiently<T>(client: BaseLanguageClient, method: string, params: object): Promise<T> {
  for (;;) {
    try {
      return await client.sendRequest<T>(method, params);
    } catch (error) {
      if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ServerCancelled) throw error;
    }
  }
}
