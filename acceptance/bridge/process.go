package bridge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// patience bounds the wait for a process to end: a guard against hanging and no measure of speed.
const patience = 30 * time.Second

// process is a running server.
type process struct {
	cmd    *exec.Cmd
	errors bytes.Buffer
	lines  chan []byte

	// turn is held by the request that the process is busy with.
	turn sync.Mutex
	// mu guards what follows.
	mu    sync.Mutex
	stdin io.WriteCloser
	// last is the number of requests so far; each is sent with its number for an id.
	last int
	// id is the client's id of the last one.
	id json.RawMessage
}

func start(command []string) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...), lines: make(chan []byte)}
	p.cmd.Stderr = &p.errors
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.stdin = stdin
	go func() {
		defer close(p.lines)
		in := bufio.NewReader(stdout)
		for {
			line, err := in.ReadBytes('\n')
			if len(line) > 0 {
				p.lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	return p, nil
}

// close ends the process's input. A server has to end then, with status 0.
func (p *process) close() error {
	p.mu.Lock()
	p.stdin.Close()
	p.mu.Unlock()
	kill := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer kill.Stop()
	for range p.lines {
		// Nobody waits for it any more.
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w at the end of input\n%s", p.cmd.Path, err, &p.errors)
	}
	return nil
}

// tell passes on what is not answered.
func (p *process) tell(m message, line []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Method == "notifications/cancelled" && bytes.Equal(m.Params.RequestID, p.id) {
		line = p.cancellation()
	}
	return p.write(line)
}

func (p *process) cancellation() []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}`, p.last)
}

func (p *process) write(line []byte) error {
	_, err := p.stdin.Write(append(line, '\n'))
	return err
}

// ask passes a request on, and back what the process says until it has answered.
func (p *process) ask(w http.ResponseWriter, r *http.Request, m message, claimed bool, line []byte) {
	p.turn.Lock()
	defer p.turn.Unlock()
	number, err := p.begin(line, m.ID)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	stream := false
	for {
		var line []byte
		var open bool
		select {
		case line, open = <-p.lines:
		case <-r.Context().Done():
			p.mu.Lock()
			p.write(p.cancellation())
			p.mu.Unlock()
			return
		}
		if !open {
			http.Error(w, "the server has ended", http.StatusBadGateway)
			return
		}
		var said message
		if err := json.Unmarshal(line, &said); err != nil {
			http.Error(w, "the server does not speak JSON: "+err.Error(), http.StatusBadGateway)
			return
		}
		answered := said.Method == ""
		if answered && string(said.ID) != number {
			// The answer to a request whose client has gone.
			continue
		}
		if answered {
			line = withID(line, m.ID)
		}
		if answered && !stream {
			writeJSON(w, status(said, claimed), line)
			return
		}
		if !stream {
			w.Header().Set("Content-Type", "text/event-stream")
			stream = true
		}
		fmt.Fprintf(w, "event: message\ndata: %s\n\n", bytes.TrimSpace(line))
		w.(http.Flusher).Flush()
		if answered {
			return
		}
	}
}

// begin sends a request under a number, for clients do not agree with each other on ids.
func (p *process) begin(line []byte, id json.RawMessage) (number string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	p.id = id
	number = strconv.Itoa(p.last)
	return number, p.write(withID(line, json.RawMessage(number)))
}

func withID(line []byte, id json.RawMessage) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(line, &members) != nil {
		return line
	}
	members["id"] = id
	out, err := json.Marshal(members)
	if err != nil {
		return line
	}
	return out
}
