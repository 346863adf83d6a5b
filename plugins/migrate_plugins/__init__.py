"""What ships in the box: plugins that use the same hooks as anyone's."""
