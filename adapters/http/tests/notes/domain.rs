use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use pediafor_kernel::{
    Actor, Clock, Cursor, Fault, FieldFault, Kind, Once, Page, PageRequest, PortError, PortErrorCode, Timestamp, UserId,
};
use tokio::sync::Notify;
use uuid::Uuid;

/// The use cases, with their store in memory.
pub struct Notes {
    pub clock: Arc<dyn Clock>,
    pub rows: Mutex<BTreeMap<Uuid, Stored>>,
    pub receipts: Mutex<Vec<(Once, Uuid)>>,
    /// Use cases that wait, wait for this.
    pub gate: Notify,
}

#[derive(Debug, Clone)]
pub struct Stored {
    pub id: Uuid,
    pub author: UserId,
    pub text: String,
    pub version: u64,
    pub at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("a note says something")]
    Empty,
    #[error("there is no such note")]
    Unknown,
    #[error("the note is at version {0}")]
    Stale(u64),
    #[error("this idempotency key was used for a different request")]
    KeyReused,
    #[error("notes can't be kept")]
    Store(#[source] PortError),
}

impl Fault for NoteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Empty | Self::KeyReused => Kind::Invalid,
            Self::Unknown => Kind::NotFound,
            Self::Stale(_) => Kind::Stale,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "note_empty",
            Self::Unknown => "note_unknown",
            Self::Stale(_) => "stale_version",
            Self::KeyReused => "idempotency_key_reused",
            Self::Store(error) => error.fault_code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Empty => vec![FieldFault::new("/text", "empty", "at least one character")],
            _ => Vec::new(),
        }
    }
}

impl Notes {
    pub fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { clock, rows: Mutex::default(), receipts: Mutex::default(), gate: Notify::new() })
    }

    pub async fn write(&self, actor: &Actor, text: String, once: Option<Once>) -> Result<Stored, NoteError> {
        match text.as_str() {
            "" => return Err(NoteError::Empty),
            "wait" => self.gate.notified().await,
            "break" => panic!("the secret of the handler"),
            "outage" => {
                return Err(NoteError::Store(PortError::new(PortErrorCode::Unavailable, "the secret store")));
            }
            "fault" => {
                return Err(NoteError::Store(PortError::new(PortErrorCode::Corrupt, "the secret store")));
            }
            _ => {}
        }
        let mut rows = self.rows.lock().unwrap();
        let mut receipts = self.receipts.lock().unwrap();
        if let Some(once) = &once
            && let Some((earlier, id)) = receipts.iter().find(|(earlier, _)| earlier.key == once.key)
        {
            let same = earlier.fingerprint == once.fingerprint;
            return if same { Ok(rows[id].clone()) } else { Err(NoteError::KeyReused) };
        }
        let id = Uuid::from_u128(rows.len() as u128 + 1);
        let note = Stored { id, author: actor.user, text, version: 1, at: self.clock.now() };
        rows.insert(id, note.clone());
        receipts.extend(once.map(|once| (once, id)));
        Ok(note)
    }

    pub async fn list(&self, actor: &Actor, page: &PageRequest) -> Result<Page<Stored>, NoteError> {
        let rows = self.rows.lock().unwrap();
        let own = rows.values().filter(|note| actor.is(note.author));
        let rest = own.filter(|note| page.after.as_ref().is_none_or(|after| note.id > after.id));
        let rows = rest.take(page.limit() as usize + 1).cloned().collect();
        Ok(Page::from_overfull(rows, page, |note| Cursor { at: note.at, id: note.id }))
    }

    pub async fn find(&self, actor: &Actor, id: Uuid) -> Result<Stored, NoteError> {
        let rows = self.rows.lock().unwrap();
        rows.get(&id).filter(|note| actor.is(note.author)).cloned().ok_or(NoteError::Unknown)
    }

    pub async fn edit(&self, actor: &Actor, id: Uuid, seen: Option<u64>, text: String) -> Result<Stored, NoteError> {
        let mut note = self.find(actor, id).await?;
        if seen.is_some_and(|seen| seen != note.version) {
            return Err(NoteError::Stale(note.version));
        }
        note.text = text;
        note.version += 1;
        self.rows.lock().unwrap().insert(id, note.clone());
        Ok(note)
    }
}
