/** The part of the browser's `Worker` that the web extension uses; the project is compiled without the types of the DOM. */
declare class Worker {
  constructor(scriptUrl: string);
  terminate(): void;
}
