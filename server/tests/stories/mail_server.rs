//! A mail server in the process of the tests: it remembers what it took, and fails where it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

pub struct MailServer {
    pub url: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

/// What goes wrong on one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection ends at this step. At the content, the mail is taken first, and nobody hears of it.
    Closes(Step),
    /// In the middle of the content: it is not taken.
    BreaksOff,
    Answers(Step, &'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Ehlo,
    MailFrom,
    RcptTo,
    Data,
    Content,
}

impl Step {
    pub const ALL: [Self; 6] =
        [Self::Greeting, Self::Ehlo, Self::MailFrom, Self::RcptTo, Self::Data, Self::Content];
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    /// One for each connection to come.
    faults: VecDeque<Fault>,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub message_id: String,
    pub to: String,
    pub subject: String,
}

impl MailServer {
    pub async fn start() -> Self {
        Self::on(TcpListener::bind(("127.0.0.1", 0)).await.expect("a port"))
    }

    pub fn on(listener: TcpListener) -> Self {
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = state.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take_mails(stream, shared.clone()));
            }
        });
        Self { url, state, serving }
    }

    /// The mails, in the order in which they came.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().expect("no test panics here").taken.clone()
    }

    /// Their Message-IDs.
    pub fn got(&self) -> Vec<String> {
        self.taken().into_iter().map(|taken| taken.message_id).collect()
    }

    /// The next connection fails like this.
    pub fn fail(&self, fault: Fault) {
        self.state.lock().expect("no test panics here").faults.push_back(fault);
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        self.state.lock().expect("no test panics here").faults.clear();
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A port that is held, so that nobody else listens there, and not listened on; and its address for mails.
pub fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("smtp://{}", socket.local_addr().expect("an address"));
    (socket, url)
}

async fn take_mails(stream: TcpStream, state: Arc<Mutex<State>>) -> std::io::Result<()> {
    let fault = state.lock().expect("no test panics here").faults.pop_front();
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut mail = Taken { message_id: String::new(), to: String::new(), subject: String::new() };
    let mut in_content = false;
    let closes = |step| fault == Some(Fault::Closes(step));
    let answer = |step, usual| match fault {
        Some(Fault::Answers(at, answer)) if at == step => answer,
        _ => usual,
    };
    if closes(Step::Greeting) {
        return Ok(());
    }
    say(&mut writing, answer(Step::Greeting, "220 ready")).await?;
    while let Some(line) = lines.next_line().await? {
        if in_content && line != "." {
            let value = |name| line.strip_prefix(name).map(str::to_owned);
            mail.message_id = value("Message-ID: ").unwrap_or(mail.message_id);
            mail.subject = value("Subject: ").unwrap_or(mail.subject);
            if fault == Some(Fault::BreaksOff) {
                return Ok(());
            }
            continue;
        }
        let word = line.split([' ', ':']).next().unwrap_or_default();
        let (step, usual) = match word {
            "." if in_content => (Step::Content, "250 taken"),
            "EHLO" => (Step::Ehlo, "250 localhost"),
            "MAIL" => (Step::MailFrom, "250 yes"),
            "RCPT" => (Step::RcptTo, "250 yes"),
            "DATA" => (Step::Data, "354 go on"),
            _ => return say(&mut writing, "221 bye").await,
        };
        let said = answer(step, usual);
        if step == Step::RcptTo {
            mail.to = line.split(['<', '>']).nth(1).unwrap_or_default().into();
        }
        in_content = step == Step::Data && said == usual;
        if step == Step::Content && said == usual {
            state.lock().expect("no test panics here").taken.push(mail.clone());
        }
        if closes(step) {
            return Ok(());
        }
        say(&mut writing, said).await?;
    }
    Ok(())
}

async fn say(writing: &mut tokio::net::tcp::OwnedWriteHalf, line: &str) -> std::io::Result<()> {
    writing.write_all(format!("{line}\r\n").as_bytes()).await
}
