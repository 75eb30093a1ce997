use std::{io, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

use super::state::{Direction, Shared, State};

/// How much of one direction is on its way at most: more is not taken from the sender, as a network would not.
const CHUNK: usize = 16 * 1024;
const CHUNKS: usize = 64;

/// Carries one connection until both sides have ended it, one has reset it, or all are cut.
pub(crate) async fn carry(mut client: TcpStream, target: Arc<str>, shared: Arc<Shared>) {
    let _counted = shared.count();
    let mut state = shared.state.subscribe();
    let cuts = state.borrow_and_update().cuts;
    let mut server = tokio::select! {
        connected = TcpStream::connect(&*target) => match connected {
            Ok(server) => server,
            Err(_) => return reset(&client),
        },
        _ = state.wait_for(|state| state.cuts != cuts) => return reset(&client),
    };
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let ended_well = {
        let (client_read, client_write) = client.split();
        let (server_read, server_write) = server.split();
        let to_server = pump(client_read, server_write, Direction::Server, &shared);
        let to_client = pump(server_read, client_write, Direction::Client, &shared);
        tokio::select! {
            both = async { tokio::try_join!(to_server, to_client) } => both.is_ok(),
            _ = state.wait_for(|state| state.cuts != cuts) => false,
        }
    };
    if !ended_well {
        reset(&client);
        reset(&server);
    }
}

/// The other side is told at once and hard, when the socket is dropped.
fn reset(socket: &TcpStream) {
    socket.set_zero_linger().ok();
}

async fn pump(from: ReadHalf<'_>, to: WriteHalf<'_>, direction: Direction, shared: &Shared) -> io::Result<()> {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::try_join!(take_in(from, sender, direction, shared), give_out(receiver, to, direction, shared))?;
    Ok(())
}

/// Reads, and notes when each piece is due at the other end.
async fn take_in(
    mut from: ReadHalf<'_>,
    queue: mpsc::Sender<(Instant, Vec<u8>)>,
    direction: Direction,
    shared: &Shared,
) -> io::Result<()> {
    loop {
        let mut piece = vec![0; CHUNK];
        let length = from.read(&mut piece).await?;
        piece.truncate(length);
        let due = Instant::now() + shared.state.borrow().flow(direction).delay;
        if queue.send((due, piece)).await.is_err() || length == 0 {
            return Ok(());
        }
    }
}

/// Writes each piece when it is due and nothing is held. An empty one is the end.
async fn give_out(
    mut queue: mpsc::Receiver<(Instant, Vec<u8>)>,
    mut to: WriteHalf<'_>,
    direction: Direction,
    shared: &Shared,
) -> io::Result<()> {
    let mut state = shared.state.subscribe();
    while let Some((due, piece)) = queue.recv().await {
        sleep_until(due).await;
        flows(&mut state, direction).await?;
        let (passing, last) = shared.take(direction, piece.len());
        to.write_all(&piece[..passing]).await?;
        if last {
            shared.cut();
        }
        if piece.is_empty() {
            to.shutdown().await?;
        }
    }
    Ok(())
}

async fn flows(state: &mut watch::Receiver<State>, direction: Direction) -> io::Result<()> {
    state.wait_for(|state| !state.flow(direction).held).await.map(drop).map_err(io::Error::other)
}
