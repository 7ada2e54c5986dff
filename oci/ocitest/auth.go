package ocitest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Basic lets nobody in without the user's password.
func Basic(user, password string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if u, p, ok := r.BasicAuth(); ok && u == user && p == password {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		refuse(w)
		return true
	}
}

// Tokens is a registry's token service. Each token is good for a number of requests, then it has
// expired.
type Tokens struct {
	// Uses is how many requests a token is good for.
	Uses int
	// User and Password are what it gives tokens for; without a user, anyone gets one.
	User, Password string

	mu     sync.Mutex
	left   map[string]int
	issued int
}

// Issued counts the tokens given out.
func (t *Tokens) Issued() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.issued
}

// Fault lets nobody in without a token that is good.
func (t *Tokens) Fault(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left == nil {
		t.left = map[string]int{}
	}
	if r.URL.Path == "/token" {
		if u, p, _ := r.BasicAuth(); t.User != "" && (u != t.User || p != t.Password) {
			refuse(w)
			return true
		}
		t.issued++
		token := fmt.Sprintf("token-%d", t.issued)
		t.left[token] = t.Uses
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"token":%q,"expires_in":300}`, token)
		return true
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if t.left[token] > 0 {
		t.left[token]--
		return false
	}
	w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="http://%s/token",service="test",scope="repository:x:pull,push"`, r.Host))
	refuse(w)
	return true
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	fmt.Fprint(w, `{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`)
}
