;; The HTML of each document, as Org exports it.  -*- lexical-binding: t -*-
(require 'ox-html)
(setq org-export-with-broken-links 'mark
      org-html-validation-link nil
      org-confirm-babel-evaluate t
      org-export-use-babel nil
      coding-system-for-read 'utf-8-unix
      coding-system-for-write 'utf-8-unix
      make-backup-files nil)
(set-language-environment "UTF-8")
(set-terminal-coding-system 'utf-8-unix)
(set-locale-environment "C.UTF-8")

(defun worker-unescaped (line)
  (replace-regexp-in-string
   "\\\\\\(.\\)"
   (lambda (found) (pcase (substring found 1) ("n" "\n") ("r" "\r") (letter letter)))
   line t t))

(defun worker-escaped (text)
  (replace-regexp-in-string
   "[\\\n\r]"
   (lambda (found) (pcase found ("\n" "\\n") ("\r" "\\r") (_ "\\\\")))
   text t t))

(let (line (inhibit-message t))
  (while (setq line (ignore-errors (read-from-minibuffer "")))
    (princ (worker-escaped
            (condition-case problem
                (org-export-string-as (worker-unescaped line) 'html t)
              (error (format "<error>%s</error>" (error-message-string problem))))))
    (terpri)))
