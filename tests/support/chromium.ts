// A browser without a window, driven over its DevTools protocol through a pair of pipes: no package is needed for it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

// biome-ignore lint/suspicious/noExplicitAny: what the protocol answers has no types
type Answer = { readonly [name: string]: any };
type Message = {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Answer;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
};

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser is: what CHROMIUM names, or where systems put it. */
export function chromiumPath(): string {
  const found = [process.env.CHROMIUM ?? '', ...places].find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'chromium: there is none at ' +
      `${places.join(', ')}; install it (Debian: apt-get install -y chromium), or name it in CHROMIUM`,
  );
}

/** A running browser. */
export class Chromium implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #profile = mkdtempSync(join(tmpdir(), 'sublinear-chromium-'));
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, (method: string, params: Answer) => void>();
  readonly #ended: Promise<unknown>;
  #calls = 0;

  constructor() {
    this.#process = spawn(
      chromiumPath(),
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--hide-scrollbars',
        '--no-first-run',
        '--remote-debugging-pipe',
        `--user-data-dir=${this.#profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#read(this.#process.stdio[4] as Readable);
  }

  /** A new page, with nothing on it. */
  async newPage(): Promise<Page> {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, params) => this.call(method, params, sessionId));
    this.#listeners.set(sessionId, (method, params) => page.note(method, params));
    await page.prepare();
    return page;
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Answer> {
    const id = ++this.#calls;
    const message = JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) });
    (this.#process.stdio[3] as Writable).write(`${message}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result = {}, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`chromium: ${method}: ${error.message}`));
      });
      void this.#ended.then(() => reject(new Error(`chromium: it ended before it answered ${method}`)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
    await this.call('Browser.close').catch(() => {});
    await this.#ended;
    clearTimeout(kill);
    // Its helpers may write for another moment.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  #read(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const texts = (rest + chunk).split('\0');
      rest = texts.pop() ?? '';
      for (const text of texts) this.#take(JSON.parse(text));
    });
  }

  #take(message: Message): void {
    const { id, sessionId, method, params } = message;
    if (id !== undefined) {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    } else if (sessionId !== undefined && method !== undefined) {
      this.#listeners.get(sessionId)?.(method, params ?? {});
    }
  }
}

type Call = (method: string, params?: object) => Promise<Answer>;

/** A page, what it logged, and how it looks. */
export class Page {
  /** Errors, warnings and everything else that was written to the console, and requests that left the machine. */
  readonly logged: string[] = [];
  readonly requested: string[] = [];
  readonly #call: Call;
  #loaded: () => void = () => {};

  constructor(call: Call) {
    this.#call = call;
  }

  /** @internal */
  async prepare(): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.#call(`${domain}.enable`);
  }

  /** @internal */
  note(method: string, params: Answer): void {
    if (method === 'Page.loadEventFired') this.#loaded();
    if (method === 'Log.entryAdded') this.logged.push(`${params.entry.level}: ${params.entry.text}`);
    if (method === 'Network.requestWillBeSent') this.requested.push(params.request.url);
    if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = params.exceptionDetails;
      this.logged.push(`exception: ${exception?.description ?? text}`);
    }
    if (method === 'Runtime.consoleAPICalled') {
      const words = params.args.map((each: Answer) => String(each.value ?? each.description));
      this.logged.push(`${params.type}: ${words.join(' ')}`);
    }
  }

  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    const { errorText } = await this.#call('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(`chromium: ${url} cannot be opened (${errorText})`);
    await loaded;
  }

  async resize(width: number, height: number): Promise<void> {
    const size = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
    await this.#call('Emulation.setDeviceMetricsOverride', size);
  }

  async prefer(scheme: 'light' | 'dark'): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.#call('Emulation.setEmulatedMedia', { features });
  }

  /** What an expression is worth on the page; a promise is awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const options = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', options);
    if (exceptionDetails === undefined) return result.value;
    throw new Error(`chromium: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
  }

  async moveTo(x: number, y: number): Promise<void> {
    await this.#call('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
  }

  /** Saves a picture: of the whole page, or of what is seen. */
  async screenshot(file: string, { whole = true } = {}): Promise<void> {
    const { data } = await this.#call('Page.captureScreenshot', { captureBeyondViewport: whole });
    writeFileSync(file, Buffer.from(data, 'base64'));
  }
}
