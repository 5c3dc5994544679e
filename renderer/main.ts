import { mount } from 'svelte';
import { SOCKET_PATH, TOKEN_PARAMETER } from '../protocol/wire.ts';
import App from './App.svelte';
import { features } from './features/index.ts';
import { Page } from './page/Page.svelte.ts';
import './theme.css';

/** The start's token, from the page's first address. The engine has set a cookie; the address bar need not keep it. */
function takeToken(): string | null {
  const address = new URL(location.href);
  const token = address.searchParams.get(TOKEN_PARAMETER);
  if (token === null) return null;
  address.searchParams.delete(TOKEN_PARAMETER);
  history.replaceState(null, '', address);
  return token;
}

const token = takeToken();
const socketAddress = new URL(SOCKET_PATH, location.href);
socketAddress.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
if (token !== null) socketAddress.searchParams.set(TOKEN_PARAMETER, token);

const target = document.getElementById('app');
if (!target) throw new Error('index.html: expected an element with id "app".');
const page = new Page(() => new WebSocket(socketAddress), features);
mount(App, { target, props: { page } });
page.workspace.connection.connect();
