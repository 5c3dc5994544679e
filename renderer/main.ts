import { mount } from 'svelte';
import { SOCKET_PATH } from '../protocol/wire.ts';
import App from './App.svelte';
import { features } from './features/index.ts';
import { Page } from './page/Page.svelte.ts';
import './theme.css';

const socketAddress = new URL(SOCKET_PATH, location.href);
socketAddress.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const target = document.getElementById('app');
if (!target) throw new Error('index.html: expected an element with id "app".');
const page = new Page(() => new WebSocket(socketAddress), features);
mount(App, { target, props: { page } });
page.workspace.connection.connect();
